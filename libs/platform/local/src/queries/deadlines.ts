import type { Cancel, Clock } from '@maru/ports';
import { outside } from '../wire/outside.js';

interface Waiting {
  readonly dueAt: number;
  readonly onLate: () => void;
}

/** What must happen within the same time, each: one timer for the oldest, not one for every question. */
export class Deadlines {
  private readonly waiting = new Set<Waiting>();
  private timed = false;

  constructor(
    private readonly clock: Clock,
    readonly ms: number,
  ) {}

  /** Until it is called off, `onLate` is called when the time is over. */
  begin(onLate: () => void): Cancel {
    const one = { dueAt: this.clock.now() + this.ms, onLate };
    this.waiting.add(one);
    if (!this.timed) this.waitFor(this.ms);
    return () => void this.waiting.delete(one);
  }

  private waitFor(ms: number): void {
    this.timed = true;
    outside(() => this.clock.after(ms, () => this.look()));
  }

  private look(): void {
    this.timed = false;
    const now = this.clock.now();
    for (const one of this.waiting) {
      if (one.dueAt > now) return this.waitFor(one.dueAt - now);
      this.waiting.delete(one);
      one.onLate();
    }
  }
}
