import { randomBytes } from 'node:crypto';
import { encodeInviteCode } from '@maru/contracts';
import { type Clock, Ids } from '@maru/ports';

const COUNTER_MAX = 0xfff;
const TAIL_BYTES = 8;
/** Asked of the system for so many ids at a time: one by one it costs more than all else of an id. */
const TAILS = 512;

/** `unique` is a UUID of version 7: the time, a counter within the millisecond, 62 random bits. */
export class CryptoIds extends Ids {
  private time = 0;
  private counter = 0;
  private tails = Buffer.alloc(0);
  private nextTail = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  secret(): string {
    return randomBytes(32).toString('base64url');
  }

  inviteCode(): string {
    return encodeInviteCode(randomBytes(16));
  }

  unique(): string {
    this.step();
    const time = this.time.toString(16).padStart(12, '0');
    const counter = this.counter.toString(16).padStart(3, '0');
    const tail = this.tail();
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }

  private tail(): string {
    if (this.nextTail === this.tails.length) {
      this.tails = randomBytes(TAILS * TAIL_BYTES);
      this.nextTail = 0;
    }
    const { tails, nextTail: start } = this;
    this.nextTail += TAIL_BYTES;
    tails[start] = (tails[start]! & 0x3f) | 0x80;
    return tails.toString('hex', start, this.nextTail);
  }

  /** Time never goes back here; where a millisecond's numbers are used up, the next one's are borrowed. */
  private step(): void {
    const now = this.clock.now();
    if (now > this.time) {
      this.time = now;
      this.counter = 0;
    } else if (this.counter < COUNTER_MAX) {
      this.counter++;
    } else {
      this.time++;
      this.counter = 0;
    }
  }
}
