/**
 * A room of `chat-room` with people on this gateway. With each message all of them are told the last 50, so these are kept at hand: read once,
 * and heard from then on. The frame is made once for all sockets.
 */
import type { MessageDelivery, NotificationFrame } from '@maru/contracts';
import type { DoorDialect } from '../dialect.js';
import type { Hall } from '../hall.js';
import { encodeItem } from './chat-room.frames.js';

const TOLD = 50;
/** Messages that may have come and are not yet written to every socket. */
const UNTOLD = 1_000;

export class ChatRoom {
  readonly dialect: DoorDialect;
  /** Settled when the last messages are known. */
  readonly ready: Promise<void>;
  private readonly items: string[] = [];
  private firstSequence = 1;
  /** What comes while the last ones are read. */
  private meanwhile: MessageDelivery[] | undefined = [];
  private stop: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly channelId: number,
    private readonly roomId: string,
    private readonly hall: Hall,
  ) {
    this.dialect = {
      name: 'chat-room',
      greets: false,
      echoes: true,
      writeNotification: () => undefined,
      hearsMessages: () => true,
      writeMessage: (encoded) => this.lastUpTo((JSON.parse(encoded) as NotificationFrame<'NOTIFY_MESSAGE'>).messageSequence),
    };
    this.ready = this.load();
  }

  close(): void {
    this.closed = true;
    this.stop?.();
  }

  private async load(): Promise<void> {
    const stop = await this.hall.listen(this.channelId, (message) => this.hear(message));
    if (this.closed) stop();
    else this.stop = stop;
    const messages = await this.hall.readRoom(this.channelId, TOLD);
    this.firstSequence = messages[0]?.messageSequence ?? 1;
    for (const message of messages) this.items.push(encodeItem(message, this.roomId));
    const meanwhile = this.meanwhile ?? [];
    this.meanwhile = undefined;
    for (const message of meanwhile) this.hear(message);
  }

  private hear(message: MessageDelivery): void {
    if (this.meanwhile !== undefined) return void this.meanwhile.push(message);
    const next = this.firstSequence + this.items.length;
    // It was among those that were read.
    if (message.messageSequence < next) return;
    if (message.messageSequence > next) this.items.splice(0);
    if (this.items.length === 0) this.firstSequence = message.messageSequence;
    const { username, content, createdAt } = JSON.parse(message.frame) as NotificationFrame<'NOTIFY_MESSAGE'>;
    this.items.push(encodeItem({ username, content, createdAt, extra: message.extra }, this.roomId));
    if (this.items.length < 2 * (TOLD + UNTOLD)) return;
    this.firstSequence += this.items.length - (TOLD + UNTOLD);
    this.items.splice(0, this.items.length - (TOLD + UNTOLD));
  }

  private lastUpTo(messageSequence: number): string {
    const end = messageSequence - this.firstSequence + 1;
    return `{"type":"messages","messages":[${this.items.slice(Math.max(0, end - TOLD), end).join(',')}]}`;
  }
}
