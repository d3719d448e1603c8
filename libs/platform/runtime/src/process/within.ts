import { setTimeout as wait } from 'node:timers/promises';

/** Whether the work was done before the time was up. It goes on in any case. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([work.then(() => true), wait(ms, false, { signal: late.signal })]);
  } finally {
    late.abort();
  }
}
