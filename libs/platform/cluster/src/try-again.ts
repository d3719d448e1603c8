import type { Clock } from '@maru/ports';

export interface Patience {
  readonly attempts: number;
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
}

/** Tries again what may be tried again, after a pause that doubles and is never quite the same for two that collided. */
export async function tryAgain<T>(
  clock: Clock,
  { attempts, backOffMs, maxBackOffMs }: Patience,
  mayBeTriedAgain: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !mayBeTriedAgain(error)) throw error;
      const pause = Math.min(maxBackOffMs, backOffMs * 2 ** (attempt - 1));
      await clock.sleep(pause * (0.5 + Math.random() / 2));
    }
  }
}
