/**
 * A channel as it will be if the unit of work commits. The picture beneath stays untouched until then, so that a unit that fails,
 * or is run again, has done nothing.
 */
import type { Person } from '@maru/contracts';
import type { ChannelHead, ChannelReader } from '@maru/ports';
import { ChannelPicture, type Reader } from './channel-picture.js';

export interface ChannelChanges {
  readonly head?: ChannelHead;
  /** Rows that are new, or whose membership changed. */
  readonly put: readonly ChannelReader[];
  readonly removed: readonly number[];
  /** Rows of which only the pointer moved. */
  readonly moved: readonly { userId: number; channelId: number; lastReadMessageSequence: number }[];
}

export class ChannelDraft {
  #head: ChannelHead | undefined;
  #lastCreatedAt: number;
  #members: number;
  readonly #readers = new Map<number, Reader | undefined>();
  /** Whose membership changed, and not only the pointer. */
  readonly #admittedOrDismissed = new Set<number>();

  constructor(
    readonly channelId: number,
    private readonly picture: ChannelPicture | undefined,
  ) {
    this.#head = picture?.head;
    this.#lastCreatedAt = picture?.lastCreatedAt ?? 0;
    this.#members = picture?.members ?? 0;
  }

  get members(): number {
    return this.#members;
  }

  get lastMessageSequence(): number {
    return this.#head?.lastMessageSequence ?? 0;
  }

  get barred(): boolean {
    return this.#head?.barred ?? false;
  }

  isMember(userId: number): boolean {
    return this.#reader(userId)?.member === true;
  }

  /** A pointer that is there, a member's or one that was left, stays where it is; a new one starts at the last message. */
  admit(members: readonly Person[], direct: boolean): void {
    const head = this.#headOrNew(direct);
    this.#head = head.direct === direct ? head : { ...head, direct };
    for (const { userId, username } of members) {
      const known = this.#reader(userId);
      if (known?.member === true) continue;
      this.#change(userId, { username, lastRead: known?.lastRead ?? head.lastMessageSequence, member: true });
    }
  }

  dismiss(userIds: readonly number[], keepPointer: boolean): void {
    for (const userId of userIds) {
      const known = this.#reader(userId);
      if (known !== undefined && (known.member || !keepPointer))
        this.#change(userId, keepPointer ? { ...known, member: false } : undefined);
    }
  }

  /** It may come before the first members do: the connection ends while the channel is being made. */
  bar(barred: boolean, barVersion: number): void {
    const head = this.#headOrNew(true);
    if (barVersion >= head.barVersion) this.#head = { ...head, barred, barVersion };
  }

  /** The place and the time of the next message, and its sender's pointer on it. */
  next(senderId: number, now: number): { messageSequence: number; createdAt: number } {
    const head = this.#headOrNew(false);
    const messageSequence = head.lastMessageSequence + 1;
    this.#head = { ...head, lastMessageSequence: messageSequence };
    this.#lastCreatedAt = Math.max(now, this.#lastCreatedAt);
    this.move(senderId, messageSequence);
    return { messageSequence, createdAt: this.#lastCreatedAt };
  }

  /** Cut at the last message, never back. True if the pointer moved. */
  move(userId: number, sequence: number): boolean {
    const known = this.#reader(userId);
    const lastRead = Math.min(sequence, this.lastMessageSequence);
    if (known === undefined || lastRead <= known.lastRead) return false;
    this.#readers.set(userId, { ...known, lastRead });
    return true;
  }

  pointerOf(userId: number): number {
    return this.#reader(userId)?.lastRead ?? 0;
  }

  changes(): ChannelChanges {
    const put: ChannelReader[] = [];
    const removed: number[] = [];
    const moved: { userId: number; channelId: number; lastReadMessageSequence: number }[] = [];
    const { channelId } = this;
    for (const [userId, reader] of this.#readers) {
      if (reader === undefined) removed.push(userId);
      else if (!this.#admittedOrDismissed.has(userId)) moved.push({ userId, channelId, lastReadMessageSequence: reader.lastRead });
      else put.push({ userId, channelId, username: reader.username, lastReadMessageSequence: reader.lastRead, member: reader.member });
    }
    return this.#head !== undefined && this.#head !== this.picture?.head
      ? { head: this.#head, put, removed, moved }
      : { put, removed, moved };
  }

  /** After the commit: the picture as it is now. A channel that does not exist has none. */
  settle(): ChannelPicture | undefined {
    if (this.#head === undefined) return undefined;
    const picture = this.picture ?? new ChannelPicture(this.#head, this.#lastCreatedAt);
    picture.head = this.#head;
    picture.lastCreatedAt = this.#lastCreatedAt;
    for (const [userId, reader] of this.#readers) picture.put(userId, reader);
    return picture;
  }

  #reader(userId: number): Reader | undefined {
    return this.#readers.has(userId) ? this.#readers.get(userId) : this.picture?.reader(userId);
  }

  #change(userId: number, reader: Reader | undefined): void {
    this.#members += Number(reader?.member ?? false) - Number(this.isMember(userId));
    this.#readers.set(userId, reader);
    this.#admittedOrDismissed.add(userId);
  }

  #headOrNew(direct: boolean): ChannelHead {
    return this.#head ?? { channelId: this.channelId, lastMessageSequence: 0, direct, barred: false, barVersion: 0 };
  }
}
