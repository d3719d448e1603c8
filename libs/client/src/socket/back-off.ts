/** How long to wait before the next try: twice as long each time up to a bound, and never the same for two clients. */
import type { Clock } from '../clock.js';

export class BackOff {
  #failures = 0;

  constructor(
    private readonly clock: Clock,
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  next(): number {
    const bound = Math.min(this.longestMs, this.firstMs * 2 ** Math.min(this.#failures++, 30));
    return Math.round(bound / 2 + (this.clock.random() * bound) / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
