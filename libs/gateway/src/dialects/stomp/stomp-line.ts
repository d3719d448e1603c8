/** What a STOMP socket is written to: of all that passes its lanes it tells what its client subscribes to, on the line beneath. */
import type { Line } from '../../sockets/line.js';
import type { Scribe, Telling, Written } from './scribe.js';
import { type Version, writeFrame } from './stomp-frames.js';
import type { Subscription, Subscriptions } from './subscriptions.js';

const INBOX = '/user/queue/messages';

export class StompLine implements Line {
  version: Version = '1.2';
  lastWrittenAt: number;
  private readonly waiting: Telling[] = [];
  private bytesOfWaiting = 0;
  private isClosed = false;

  constructor(
    private readonly line: Line,
    private readonly scribe: Scribe,
    private readonly subscriptions: Subscriptions,
    private readonly now: () => number,
  ) {
    this.lastWrittenAt = now();
  }

  get waitingBytes(): number {
    return this.line.waitingBytes + this.bytesOfWaiting;
  }

  get isPaused(): boolean {
    return this.line.isPaused;
  }

  frame(text: string): Buffer {
    return this.line.frame(text);
  }

  write(packed: Buffer): void {
    for (const telling of this.scribe.read(packed)) {
      if (this.waiting.length === 0 && telling.written !== undefined) this.tell(telling.written.as);
      else this.wait(telling);
    }
  }

  beat(): void {
    this.send('\n');
  }

  together(writes: () => void): void {
    this.line.together(writes);
  }

  ping(): void {
    this.line.ping();
  }

  pause(): void {
    this.line.pause();
  }

  resume(): void {
    this.line.resume();
  }

  close(code: number, reason: string): void {
    this.isClosed = true;
    this.line.close(code, reason);
  }

  terminate(): void {
    this.isClosed = true;
    this.line.terminate();
  }

  private wait(telling: Telling): void {
    this.waiting.push(telling);
    this.bytesOfWaiting += telling.bytes;
    if (this.waiting.length === 1) void this.tellWaiting();
  }

  /** What cannot be told ends the line: its client comes back, and knows that it may have missed something. */
  private async tellWaiting(): Promise<void> {
    for (let first = this.waiting[0]; first !== undefined && !this.isClosed; first = this.waiting[0]) {
      try {
        await first.ready;
      } catch {
        return this.close(1011, 'try again');
      }
      this.bytesOfWaiting -= first.bytes;
      this.tell(first.written?.as);
      this.waiting.shift();
    }
  }

  private tell(written: Written): void {
    if (written === undefined || this.isClosed) return;
    if ('frame' in written) return this.send(written.frame);
    for (const subscription of this.hearersOf(written.roomChannelId)) {
      const { id, body, length } = written;
      this.send(messageFrame(subscription, { id, body, length }, this.version));
    }
  }

  /** A room's own subscription; without one it is told where all else is. */
  private hearersOf(roomChannelId: number | undefined): readonly Subscription[] {
    const ofRoom = roomChannelId === undefined ? [] : this.subscriptions.ofRoom(roomChannelId);
    return ofRoom.length > 0 ? ofRoom : this.subscriptions.to(INBOX);
  }

  private send(text: string): void {
    this.lastWrittenAt = this.now();
    this.line.write(this.line.frame(text));
  }
}

interface Content {
  readonly id: string;
  readonly body: string;
  readonly length: number;
}

export function messageFrame({ id, destination }: Subscription, content: Content, version: Version, more: [string, string][] = []): string {
  const headers: [string, string][] = [
    ['subscription', id],
    ['message-id', content.id],
    ['destination', destination],
    ['content-type', 'application/json'],
    ['content-length', String(content.length)],
    ...more,
  ];
  return writeFrame('MESSAGE', headers, version, content.body);
}
