/** The requests of one socket that are under way. Answers leave in the order of their requests, whichever is ready first. */
import type { Refusal } from '@maru/contracts';
import type { Asked } from '../dialects/dialect.js';

export class Turn {
  done = false;
  answer: Buffer | undefined;
  /** Frames of a channel that must not overtake this answer. */
  readonly behind: Buffer[] = [];
  cancelDeadline: (() => void) | undefined;
  /** Called when its answer is written, or would be if there were one. */
  onWritten: (() => void) | undefined;
  /** It is asked on behalf of somebody else than the client: what comes of it is told here, and not to the line. */
  onOutcome: ((refusal: Refusal | undefined) => void) | undefined;

  constructor(
    readonly reference: number,
    public asked: Asked,
    readonly askedAt: number,
  ) {}
}

/** Requests of one socket that may be under way. What it asks beyond them is not read before one is answered. */
const MOST_UNDER_WAY = 256;

export class Turns {
  private readonly queue: Turn[] = [];
  private idleWaiters: (() => void)[] = [];
  private roomWaiters: (() => void)[] = [];
  private next = 1;
  /** Channels of which an ack waits for its turn: what comes of them waits behind it. */
  private readonly waitingAcks = new Map<number, Turn>();

  constructor(private readonly write: (bytes: Buffer) => void) {}

  get size(): number {
    return this.queue.length;
  }

  /** Of frames that wait behind acks. */
  get bytesBehindAcks(): number {
    let sum = 0;
    for (const { behind } of this.waitingAcks.values()) for (const bytes of behind) sum += bytes.length;
    return sum;
  }

  get holdsAcks(): boolean {
    return this.waitingAcks.size > 0;
  }

  open(asked: Asked, askedAt: number): Turn {
    const turn = new Turn(this.next++, asked, askedAt);
    this.queue.push(turn);
    return turn;
  }

  /** The turn that still waits for its answer; none where it was answered before (too late, or twice). */
  find(reference: number): Turn | undefined {
    const turn = this.queue.find((waiting) => waiting.reference === reference);
    return turn?.done === true ? undefined : turn;
  }

  /** Undefined bytes: done, and nothing to say. `ackOf` names the channel whose frames may not overtake the answer. */
  settle(turn: Turn, answer: Buffer | undefined, ackOf?: number): void {
    if (turn.done) return;
    turn.done = true;
    turn.answer = answer;
    turn.cancelDeadline?.();
    if (ackOf !== undefined && this.queue[0] !== turn) this.waitingAcks.set(ackOf, turn);
    this.flush();
  }

  /** True where the frame was taken to wait behind an ack of its channel. */
  holdBehindAck(channelId: number, bytes: Buffer): boolean {
    const turn = this.waitingAcks.get(channelId);
    turn?.behind.push(bytes);
    return turn !== undefined;
  }

  dropBehindAck(channelId: number): void {
    this.waitingAcks.get(channelId)?.behind.splice(0);
  }

  /** Resolves when every request so far is answered. */
  idle(): Promise<void> {
    return this.queue.length === 0 ? Promise.resolve() : new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  /** Undefined where one more request may be on its way; else resolves when it may. */
  room(): Promise<void> | undefined {
    return this.queue.length < MOST_UNDER_WAY ? undefined : new Promise((resolve) => this.roomWaiters.push(resolve));
  }

  private flush(): void {
    while (this.queue[0]?.done === true) {
      const turn = this.queue.shift() as Turn;
      if (turn.answer !== undefined) this.write(turn.answer);
      turn.onWritten?.();
      for (const bytes of turn.behind) this.write(bytes);
      for (const [channelId, waiting] of this.waitingAcks) if (waiting === turn) this.waitingAcks.delete(channelId);
    }
    if (this.queue.length < MOST_UNDER_WAY) for (const resolve of this.roomWaiters.splice(0)) resolve();
    if (this.queue.length > 0 || this.idleWaiters.length === 0) return;
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
