/** Who is told that a pointer moved: at once, with the commit, then at most once a second per person and channel, always where it is now. */
import { type Delivered, READ_NOTIFIED_MEMBERS } from '@maru/contracts';
import { Clock, Delivery, Lifecycle, MessageStore } from '@maru/ports';
import { Injectable, Logger } from '@nestjs/common';
import { Pictures } from '../channel-picture/pictures.js';
import { notifyRead, notifyUnread } from '../message.frames.js';
import type { CommittedMove, PartitionBatch } from '../write-message/partition-batch.js';
import { Coalescer } from './coalescer.js';

const WINDOW_MS = 1_000;
const MAX_WINDOWS = 50_000;

interface PointerState {
  readonly last: number;
  readonly lastRead: number;
}

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

  /** What is said in the unit of work itself: it leaves if and when the pointers do, behind the message that moved them. */
  atOnce(batch: PartitionBatch): Delivered[] {
    const said: Delivered[] = [];
    for (const move of batch.moves) {
      const key = keyOf(move);
      const draft = batch.draft(move.channelId);
      const now = { last: draft.lastMessageSequence, lastRead: draft.pointerOf(move.userId) };
      // One's own message says by itself where one's pointer is.
      if (move.reader !== undefined && !this.#read.isOpen(key)) {
        batch.noticed.add(readKeyOf(key));
        said.push(...readOf(move, now));
      }
      if (this.#unread.isOpen(key)) continue;
      batch.noticed.add(key);
      said.push(unreadOf(move, now));
    }
    return said;
  }

  /** After the commit. What was not said waits for the end of its window. It never rejects: the pointers themselves are committed. */
  async settle({ moves, noticed }: PartitionBatch): Promise<void> {
    const notices: Promise<Delivered[]>[] = [];
    for (const move of moves) {
      const key = keyOf(move);
      if (noticed.has(readKeyOf(key))) this.#read.open(key);
      else if (move.reader !== undefined && this.#read.offer(key, move)) notices.push(this.#readOf(move));
      if (noticed.has(key)) this.#unread.open(key);
      else if (this.#unread.offer(key, move)) notices.push(this.#unreadOf(move));
    }
    if (notices.length > 0) await this.#send(notices);
  }

  async #unreadOf(move: CommittedMove): Promise<Delivered[]> {
    const now = await this.#stateOf(move.channelId, move.userId);
    return now === undefined ? [] : [unreadOf(move, now)];
  }

  async #readOf(move: CommittedMove): Promise<Delivered[]> {
    const now = await this.#stateOf(move.channelId, move.userId);
    return now === undefined ? [] : readOf(move, now);
  }

  /** At this moment. Who is no member any more is told nothing, and nothing is told of him. */
  async #stateOf(channelId: number, userId: number): Promise<PointerState | undefined> {
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

function keyOf({ userId, channelId }: CommittedMove): string {
  return `${userId}:${channelId}`;
}

function readKeyOf(key: string): string {
  return `read ${key}`;
}

function unreadOf({ channelId, userId }: CommittedMove, { last, lastRead }: PointerState): Delivered {
  return { kind: 'user', userId, channelId, frame: notifyUnread(channelId, Math.max(0, last - lastRead), last) };
}

function readOf({ channelId, userId, username, reader, members }: CommittedMove, { lastRead }: PointerState): Delivered[] {
  if (reader === undefined) return [];
  const frame = notifyRead(channelId, username, lastRead);
  const except = { gatewayId: reader.gatewayId, socketId: reader.socketId };
  return [
    members <= READ_NOTIFIED_MEMBERS ? { kind: 'channel', channelId, frame, except } : { kind: 'user', userId, channelId, frame, except },
  ];
}
