/** Time that moves when the test says so. */
import type { Clock } from '../clock.js';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class HeldClock implements Clock {
  #now = 1_795_219_200_000;
  #timers: readonly Timer[] = [];
  /** What chance gives next. */
  chance = 0.5;

  /** How many timers run. */
  get waiting(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  /** Somebody sets the clock: it tells another time, and no timer ends sooner or later for it. */
  set(byMs: number): void {
    this.#now += byMs;
    this.#timers = this.#timers.map(({ at, run }) => ({ at: at + byMs, run }));
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers = [...this.#timers, timer].toSorted((a, b) => a.at - b.at);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  /** Lets time pass; whatever happens in it has happened when this is kept. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#timers[0]; next !== undefined && next.at <= end; next = this.#timers[0]) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers = this.#timers.slice(1);
      next.run();
      await settled();
    }
    this.#now = end;
  }
}

/** All that was promised by now has been kept. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
