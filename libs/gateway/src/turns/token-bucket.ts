/** What a sum of fractions may lack of a whole. */
const ROUNDING = 1e-9;

/** A bucket of one socket, in memory. Full at first, refilled by rate. */
export class TokenBucket {
  private tokens: number;
  private at: number;

  constructor(
    private readonly capacity: number,
    private readonly perMinute: number,
    now: number,
  ) {
    this.tokens = capacity;
    this.at = now;
  }

  /** 0: taken. Otherwise the milliseconds until there is one to take. */
  take(now: number): number {
    const perMs = this.perMinute / 60_000;
    this.tokens = Math.min(this.capacity, this.tokens + Math.max(0, now - this.at) * perMs);
    this.at = now;
    if (this.tokens >= 1 - ROUNDING) {
      this.tokens = Math.max(0, this.tokens - 1);
      return 0;
    }
    return Math.ceil((1 - this.tokens) / perMs);
  }
}
