/** Hashing is slow on purpose: so many at a time, first come first served, and a line that does not grow for ever. */
import { HttpError } from '@maru/contracts';
import { ENV, type Gauge, Metrics } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthEnv } from '../auth.env.js';

const HASHING_MS = 20;

@Injectable()
export class HashingPool {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly length: Gauge;

  constructor(
    @Inject(ENV) private readonly env: AuthEnv,
    metrics: Metrics,
  ) {
    this.length = metrics.gauge('maru_password_hashing_waiting', 'calls that wait for the hashing of a password');
  }

  /** Throws BUSY at once where too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.env.MARU_HASHING_PARALLEL) {
      this.running++;
      return;
    }
    if (this.waiting.length >= this.env.MARU_HASHING_QUEUE) {
      const retryAfterMs = (this.waiting.length * HASHING_MS) / this.env.MARU_HASHING_PARALLEL;
      throw new HttpError('BUSY', { retryAfterMs });
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.length.set(this.waiting.push(resolve));
    await promise;
  }

  /** The place goes to the next in line, if there is one: nobody can come in between. */
  private leave(): void {
    const next = this.waiting.shift();
    this.length.set(this.waiting.length);
    if (next === undefined) this.running--;
    else next();
  }
}
