/**
 * What one socket asks, in the order it asked. `WRITE_MESSAGE`s and signals follow each other without waiting;
 * any other request waits for the answers of those before it, and those behind it wait for its own: a request sees the effect of what was asked before.
 * Who asks faster than we answer is read no faster: what waits, waits with him, and not here until it is too late for an answer.
 */
import { Resume } from '@maru/contracts';
import type { RequestType } from '@maru/contracts';
import type { Incoming } from '../dialects/dialect.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import type { Requests } from './requests.js';
import type { TakeFrame } from './take-frame.js';

/** Frames that wait before we stop reading from the socket. */
const INBOX_PAUSE = 256;

interface Waiting {
  readonly incoming: Incoming;
  readonly at: number;
  /** Channels that are held until it is answered. */
  readonly holds: readonly number[];
  readonly foreseen: ReturnType<TakeFrame['foresee']>;
}

const FOLLOWS = new Set<string>(['WRITE_MESSAGE', 'READ_MESSAGE_ACK', 'TYPING', 'KEEP_ALIVE'] satisfies RequestType[]);

export class Conversation {
  private readonly inbox: Waiting[] = [];
  private pumping = false;
  private lastWasAlone = false;

  constructor(
    private readonly socket: ClientSocket,
    private readonly takeFrame: TakeFrame,
    private readonly requests: Requests,
  ) {}

  hear(incoming: Incoming, at: number): void {
    this.inbox.push({ incoming, at, holds: this.holdResumed(incoming), foreseen: this.takeFrame.foresee(this.socket, incoming) });
    if (this.inbox.length >= INBOX_PAUSE) this.socket.pauseReading();
    if (!this.pumping) void this.pump();
  }

  /** From the arrival of RESUME on, the live messages of its channels wait. */
  private holdResumed(incoming: Incoming): readonly number[] {
    const resume = incoming.ok && incoming.frame.type === 'RESUME' ? Resume.safeParse(incoming.frame).data : undefined;
    const channelIds = [...new Set(resume?.channels.map(([channelId]) => channelId))];
    for (const channelId of channelIds) this.socket.hold(channelId);
    return channelIds;
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    await this.socket.ready;
    for (let next = this.inbox[0]; next !== undefined && !this.socket.ended; next = this.inbox[0]) {
      const alone = next.incoming.ok && !FOLLOWS.has(next.incoming.frame.type);
      if (alone || this.lastWasAlone) await this.socket.turns.idle();
      else await this.socket.turns.room();
      if (this.socket.ended) break;
      this.inbox.shift();
      if (this.inbox.length < INBOX_PAUSE / 2) this.socket.resumeReading();
      this.lastWasAlone = alone;
      const { incoming, at, holds, foreseen } = next;
      const turn = this.socket.turns.open({ messageType: incoming.messageType }, at);
      await this.requests.follow(turn, incoming, () => this.takeFrame.take(this.socket, turn, incoming, foreseen));
      // Also where it was refused. A RESUME waits for the answers before it, so its own is written by now.
      for (const channelId of holds) this.socket.release(channelId);
    }
    this.pumping = false;
  }
}
