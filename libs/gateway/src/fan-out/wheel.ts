/**
 * When the slices of a channel are written to: one after the other, evenly over a tick, so that nothing else waits long behind a large channel.
 * The tick is adaptive. After a pause it begins as soon as all is there that came together, and takes no longer than the writes do; in a busy channel it
 * is so wide that the writes take a quarter of it (the messages themselves need the rest of the core), but never wider than the longest tick.
 */
const BUSY_SHARE = 0.25;
/** What a round of writes may cost without widening the tick. */
const UNNOTICED_MS = 4;

export interface WheelSettings {
  readonly maxTickMs: number;
  /** Not the clock's time: a tick is as wide as its writes really take. */
  readonly elapsed: () => number;
  /** Calls after so many milliseconds; 0 is the next turn of the loop. */
  readonly schedule: (ms: number, call: () => void) => void;
  /** Calls when what runs now has come to its end, before the next turn of the loop. */
  readonly soon: (call: () => void) => void;
  /** Hears how wide each tick was made. */
  readonly onTick?: (ms: number) => void;
}

export interface Turned {
  /** How many slices there are. */
  readonly count: number;
  /** Whether somebody has not heard all. */
  readonly isBehind: boolean;
  flush(slice: number): void;
}

export class Wheel {
  private running = false;
  private slice = 0;
  private tickMs = 0;
  private gapMs = 0;
  private costMs = 0;
  private dueAt = 0;
  private roundBeganAt = -Infinity;
  private roundEndedAt = -Infinity;

  constructor(
    private readonly turned: Turned,
    private readonly settings: WheelSettings,
  ) {}

  /** Called when there is something to write. */
  start(): void {
    this.begin(this.settings.soon);
  }

  private begin(atOnce: (call: () => void) => void): void {
    if (this.running) return;
    this.running = true;
    this.slice = 0;
    this.costMs = 0;
    const now = this.settings.elapsed();
    // After a pause nothing is to be gained by waiting between the slices.
    const wasIdle = now - this.roundEndedAt >= this.tickMs;
    this.gapMs = wasIdle ? 0 : this.tickMs / Math.max(1, this.turned.count);
    this.dueAt = Math.max(now, this.roundBeganAt + this.tickMs);
    if (this.dueAt > now) this.wait(now);
    else atOnce(() => this.turn());
  }

  private wait(now: number): void {
    this.settings.schedule(Math.max(0, Math.ceil(this.dueAt - now)), () => this.turn());
  }

  private turn(): void {
    const before = this.settings.elapsed();
    if (this.slice === 0) this.roundBeganAt = before;
    this.turned.flush(this.slice++);
    const now = this.settings.elapsed();
    this.costMs += now - before;
    if (this.slice >= this.turned.count) return this.endRound(now);
    this.dueAt += this.gapMs;
    this.wait(now);
  }

  private endRound(now: number): void {
    const { costMs } = this;
    this.roundEndedAt = now;
    this.tickMs = costMs <= UNNOTICED_MS ? 0 : Math.min(this.settings.maxTickMs, Math.ceil(costMs / BUSY_SHARE));
    this.running = false;
    this.settings.onTick?.(this.tickMs);
    // Others have their turn of the loop between two rounds.
    if (this.turned.isBehind) this.begin((call) => this.settings.schedule(0, call));
  }
}
