import type { Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';

const PATIENCE_MS = 300_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Components and processes start in any order: whoever comes first waits, and says for whom. */
export async function whenThere<T>(name: string, clock: Clock, open: () => Promise<T>): Promise<T> {
  const logger = new Logger('Start');
  const end = clock.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await open();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (clock.now() >= end) throw new Error(`${name} is not there: ${reason}`, { cause: error });
      logger.warn(`waiting for ${name}: ${reason}`);
      await clock.sleep(pause);
    }
  }
}
