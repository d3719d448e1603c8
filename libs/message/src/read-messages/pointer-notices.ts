/** Who is told that a pointer moved: after the commit, at once, then at most once a second per person and channel, always where it is now. */
import { type Delivered, READ_NOTIFIED_MEMBERS } from '@maru/contracts';
import { Clock, Delivery, Lifecycle, MessageStore } from '@maru/ports';
import { Injectable, Logger } from '@nestjs/common';
import { Pictures } from '../channel-picture/pictures.js';
import { notifyRead, notifyUnread } from '../message.frames.js';
import type { CommittedMove } from '../write-message/partition-batch.js';
import { Coalescer } from './coalescer.js';

const WINDOW_MS = 1_000;
const MAX_WINDOWS = 50_000;

@Injectable()
export class PointerNotices {
  readonly #log = new Logger(PointerNotices.name);
  readonly #unread: Coalescer<CommittedMove>;
  readonly #read: Coalescer<CommittedMove>;

  constructor(
    clock: Clock,
    lifecycle: Lifecycle,
    private readonly delivery: Delivery,
    private readonly pictures: Pictures,
    private readonly store: MessageStore,
  ) {
    this.#unread = new Coalescer(clock, WINDOW_MS, MAX_WINDOWS, (move) => void this.#send([this.#unreadOf(move)]));
    this.#read = new Coalescer(clock, WINDOW_MS, MAX_WINDOWS, (move) => void this.#send([this.#readOf(move)]));
    lifecycle.onDrain('pointer notices', () => this.#flush());
  }

  /** Resolves when what is said at once is on its way. It never rejects: the pointers themselves are committed. */
  async tell(moves: readonly CommittedMove[]): Promise<void> {
    const notices: Promise<Delivered[]>[] = [];
    for (const move of moves) {
      const key = `${move.userId}:${move.channelId}`;
      // One's own message says by itself where one's pointer is.
      if (move.reader !== undefined && this.#read.offer(key, move)) notices.push(this.#readOf(move));
      if (this.#unread.offer(key, move)) notices.push(this.#unreadOf(move));
    }
    if (notices.length > 0) await this.#send(notices);
  }

  async #unreadOf({ channelId, userId }: CommittedMove): Promise<Delivered[]> {
    const now = await this.#stateOf(channelId, userId);
    if (now === undefined) return [];
    return [{ kind: 'user', userId, channelId, frame: notifyUnread(channelId, Math.max(0, now.last - now.lastRead), now.last) }];
  }

  async #readOf({ channelId, userId, username, reader, members }: CommittedMove): Promise<Delivered[]> {
    const now = await this.#stateOf(channelId, userId);
    if (now === undefined || reader === undefined) return [];
    const frame = notifyRead(channelId, username, now.lastRead);
    const except = { gatewayId: reader.gatewayId, socketId: reader.socketId };
    return [
      members <= READ_NOTIFIED_MEMBERS ? { kind: 'channel', channelId, frame, except } : { kind: 'user', userId, channelId, frame, except },
    ];
  }

  /** At this moment. Who is no member any more is told nothing, and nothing is told of him. */
  async #stateOf(channelId: number, userId: number): Promise<{ last: number; lastRead: number } | undefined> {
    const picture = this.pictures.peek(channelId);
    if (picture !== undefined) {
      const reader = picture.reader(userId);
      return reader?.member === true ? { last: picture.head.lastMessageSequence, lastRead: reader.lastRead } : undefined;
    }
    const [pointer] = await this.store.pointersOf(userId, [channelId]);
    const [head] = await this.store.heads([channelId]);
    if (pointer?.member !== true || head === undefined) return undefined;
    return { last: head.lastMessageSequence, lastRead: pointer.lastReadMessageSequence };
  }

  async #send(notices: readonly Promise<Delivered[]>[]): Promise<void> {
    try {
      const deliveries = (await Promise.all(notices)).flat();
      if (deliveries.length > 0) await this.delivery.deliver(deliveries);
    } catch (error) {
      this.#log.error('a moved pointer was not told', error);
    }
  }

  async #flush(): Promise<void> {
    const notices = [...this.#read.flush().map((move) => this.#readOf(move)), ...this.#unread.flush().map((move) => this.#unreadOf(move))];
    await this.#send(notices);
  }
}
