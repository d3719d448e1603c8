/** One reader of one channel: what came must be the next. */
export class SequenceCheck {
  last: number | undefined;
  seen = 0;
  /** Sequences that were passed over. */
  holes = 0;
  /** Sequences that came again, or too late. */
  repeated = 0;

  see(sequence: number): void {
    this.seen++;
    const expected = this.last === undefined ? sequence : this.last + 1;
    if (sequence < expected) {
      this.repeated++;
      return;
    }
    this.holes += sequence - expected;
    this.last = sequence;
  }

  /** What comes next is taken as it is. */
  beginAnew(): void {
    this.last = undefined;
  }
}
