import { setTimeout as wait } from 'node:timers/promises';
import { MaruError } from '@maru/client';

const PAUSE_MS = 500;

/** What may succeed later is tried later: a Maru with its limits on lets nobody fill it at once. These refusals mean that it is done already. */
export async function patiently<T>(work: () => Promise<T>, ...doneAlready: readonly string[]): Promise<T | undefined> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MaruError)) throw error;
      if (doneAlready.includes(error.code)) return undefined;
      if (!error.retryable || error.code === 'UNAVAILABLE') throw error;
      await wait(error.retryAfterMs ?? PAUSE_MS);
    }
  }
}
