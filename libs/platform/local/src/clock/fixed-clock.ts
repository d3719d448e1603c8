import { setImmediate as turn } from 'node:timers/promises';
import { type Cancel, Clock } from '@maru/ports';

interface Timer {
  due: number;
  readonly interval?: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FixedClock extends Clock {
  private readonly timers = new Set<Timer>();

  constructor(private time = Date.UTC(2026, 0, 1)) {
    super();
  }

  now(): number {
    return this.time;
  }

  /** How many timers wait: a test waits for one to be set before it moves the clock. */
  get pending(): number {
    return this.timers.size;
  }

  after(ms: number, run: () => void): Cancel {
    return this.add({ due: this.time + Math.max(0, ms), run });
  }

  every(ms: number, run: () => void): Cancel {
    const interval = Math.max(1, ms);
    return this.add({ due: this.time + interval, interval, run });
  }

  /** Lets time pass, timer by timer. Between two of them, what the first set going may go on and set timers of its own. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    // What was published before is taken up by now.
    for (let turns = 0; turns < 2; turns++) await turn();
    for (let next = this.nextUntil(end); next; next = this.nextUntil(end)) {
      this.time = Math.max(this.time, next.due);
      if (next.interval === undefined) this.timers.delete(next);
      else next.due += next.interval;
      next.run();
      await turn();
    }
    this.time = end;
  }

  private add(timer: Timer): Cancel {
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  private nextUntil(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) if (timer.due <= end && (!next || timer.due < next.due)) next = timer;
    return next;
  }
}
