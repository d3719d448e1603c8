/** Knows whether the other side lives: after a silence it asks, and where no word comes back in time it gives up. */
import type { Clock } from '../clock.js';

export class Heartbeat {
  #heardAt = 0;
  #answered = false;
  #cancel: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    /** Sends a `KEEP_ALIVE`. Whatever is heard next will do. */
    private readonly ask: () => void,
    private readonly dead: () => void,
    private readonly answerWithinMs: number,
  ) {}

  start(intervalMs: number): void {
    this.stop();
    this.heard();
    this.#sleep(intervalMs, intervalMs);
  }

  stop(): void {
    this.#cancel();
  }

  heard(): void {
    this.#heardAt = this.clock.now();
    this.#answered = true;
  }

  /** Asks now: the machine may have slept, or the network have changed. */
  probe(intervalMs: number): void {
    this.#cancel();
    this.#answered = false;
    this.ask();
    this.#cancel = this.clock.after(this.answerWithinMs, () => {
      if (this.#answered) this.#sleep(intervalMs, intervalMs);
      else this.dead();
    });
  }

  #sleep(ms: number, intervalMs: number): void {
    this.#cancel = this.clock.after(ms, () => {
      const silentMs = this.clock.now() - this.#heardAt;
      const isClockSetBack = silentMs < 0;
      if (silentMs >= intervalMs || isClockSetBack) this.probe(intervalMs);
      else this.#sleep(intervalMs - silentMs, intervalMs);
    });
  }
}
