import { UsageError } from '../command-line/command-error.js';

export const START_ADDRESS = 'http://localhost:8080';

/** `localhost:8080` is meant as `http://localhost:8080`. */
export function serverAddress(text: string): string {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text} is no address of a server`);
  return url.href.replace(/\/+$/, '');
}
