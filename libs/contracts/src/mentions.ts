/** `@name` in a message: who is meant by it. */
import { usernameKey } from './names.js';

const CALLS = /(?<![\p{L}\p{N}_.-])@([\p{L}\p{N}_.-]+)/gu;
/** What Korean hangs on a name, and the end of a sentence. */
const BEHIND = /^(?:이|가|은|는|을|를|아|야|님|씨|도|만|와|과|의|랑|이랑|께|에게|한테|하고)?[._-]*$/u;

/** Spelled in any case, with a particle or without: `@지우는`, `@Bob.`; not `@bobby`, nor the middle of an address. */
export function mentions(content: string, username: string): boolean {
  if (!content.includes('@')) return false;
  const name = usernameKey(username);
  return [...content.matchAll(CALLS)].some(([, called = '']) => {
    const key = usernameKey(called);
    return key.startsWith(name) && BEHIND.test(key.slice(name.length));
  });
}
