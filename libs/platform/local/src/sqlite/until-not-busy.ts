import type { Clock } from '@maru/ports';
import { isBusy } from './sqlite-errors.js';

const PAUSE_MS = 50;
const ATTEMPTS = 100;

/** Tries again while another process holds the file, for some seconds. */
export async function untilNotBusy<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || attempt >= ATTEMPTS) throw error;
      await clock.sleep(PAUSE_MS);
    }
  }
}
