/** Asks until it is answered: a refusal that is retryable is waited out. For what the SDK itself needs to know. */
import { type Clock, sleep } from '../clock.js';
import { MaruError, UnansweredError } from '../maru-error.js';
import type { Ask } from './ask.js';

const WAIT_MS = 1_000;

export function patient(ask: Ask, clock: Clock, tries = 10): Ask {
  return async (frame, options) => {
    for (let left = tries; ; left--) {
      try {
        return await ask(frame, options);
      } catch (error) {
        // Where nobody answered, the socket is gone or the time is up: asking on is the caller's decision.
        const worthIt = error instanceof MaruError && error.retryable && !(error instanceof UnansweredError) && left > 1;
        if (!worthIt) throw error;
        await sleep(clock, error.retryAfterMs ?? WAIT_MS);
      }
    }
  };
}
