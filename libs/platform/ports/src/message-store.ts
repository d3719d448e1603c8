import type { Outgoing } from './unit-of-work.js';

export interface StoredMessage {
  readonly channelId: number;
  readonly messageSequence: number;
  readonly senderId: number;
  readonly username: string;
  readonly content: string;
  readonly clientMessageId: string;
  /** False where the gateway gave the client id, because the client had none. */
  readonly chosenByClient: boolean;
  readonly createdAt: number;
  /** What an older client said beside the content. Kept with the message; found by `extrasOf` alone. */
  readonly extra?: string | undefined;
}

export interface ChannelHead {
  readonly channelId: number;
  readonly lastMessageSequence: number;
  readonly direct: boolean;
  /** Writing is stopped: the two of a direct channel are not connected. */
  readonly barred: boolean;
  readonly barVersion: number;
}

export interface ChannelReader {
  readonly userId: number;
  readonly username: string;
  readonly channelId: number;
  readonly lastReadMessageSequence: number;
  /** False: a quit view of a direct channel, whose pointer is kept. */
  readonly member: boolean;
}

/** Another writer has been here: forget what is known of these channels, read again and try again. */
export class WriterConflict extends Error {
  constructor(readonly channelIds: readonly number[]) {
    super(`another writer in ${channelIds.join(', ')}`);
    this.name = 'WriterConflict';
  }
}

/** Such a message is stored already, which was not known when it was numbered again. Its sequence was free: it may be one's own. */
export class ClientIdTaken extends WriterConflict {
  override readonly name = 'ClientIdTaken';
}

/** One transaction on the shard of one partition. */
export interface MessageUnit extends Outgoing {
  heads(channelIds: readonly number[]): Promise<ChannelHead[]>;
  readers(channelIds: readonly number[]): Promise<ChannelReader[]>;
  /** Messages that were stored before under these client ids (compared byte for byte). */
  findByClientIds(wanted: readonly { channelId: number; senderId: number; clientMessageId: string }[]): Promise<StoredMessage[]>;
  /** One statement for all of them, and another one where any has an `extra`. Throws WriterConflict where a sequence is taken, ClientIdTaken where a client id is. */
  insertMessages(messages: readonly StoredMessage[]): Promise<void>;
  putHeads(heads: readonly ChannelHead[]): Promise<void>;
  putReaders(readers: readonly ChannelReader[]): Promise<void>;
  /** Pointers only go forward: GREATEST. */
  moveReaders(moves: readonly { userId: number; channelId: number; lastReadMessageSequence: number }[]): Promise<void>;
  removeReaders(channelId: number, userIds: readonly number[]): Promise<void>;
}

/** A page: from one end of a closed range of sequences, in ascending order either way. */
export interface Page {
  readonly channelId: number;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly end: 'oldest' | 'newest';
}

/** Where a search stands: what is there or later has been seen. */
export interface SearchPosition {
  readonly createdAt: number;
  readonly channelId: number;
  readonly messageSequence: number;
}

export interface MessageSearch {
  /** Closed ranges of sequences; of each channel one. */
  readonly ranges: readonly { readonly channelId: number; readonly from: number; readonly to: number }[];
  /** No character of it has a meaning of its own. */
  readonly text: string;
  readonly before?: SearchPosition | undefined;
  readonly limit: number;
}

/**
 * Messages, heads and pointers, cut by channel. The database is the fence between two writers of one channel.
 * `write` commits and publishes like a `UnitOfWork`. Reads may come from a replica that is late: whoever needs a sequence says so by the page's range.
 */
export abstract class MessageStore {
  abstract write<T>(partition: number, work: (unit: MessageUnit) => Promise<T>): Promise<T>;
  abstract heads(channelIds: readonly number[]): Promise<ChannelHead[]>;
  abstract messages(page: Page): Promise<StoredMessage[]>;
  /**
   * Messages that have this text in them, in small letters or capitals, composed or decomposed: the latest first, by time, channel and sequence.
   * Never from a replica that is late.
   */
  abstract search(search: MessageSearch): Promise<StoredMessage[]>;
  /** Of the messages of a closed range that have one, by sequence. */
  abstract extrasOf(channelId: number, range: { readonly from: number; readonly to: number }): Promise<ReadonlyMap<number, string>>;
  /** The last message of each channel that has one. */
  abstract lastMessages(channelIds: readonly number[]): Promise<StoredMessage[]>;
  abstract readersOf(channelId: number, userIds: readonly number[]): Promise<ChannelReader[]>;
  abstract pointersOf(userId: number, channelIds: readonly number[]): Promise<ChannelReader[]>;
  /** All of one person's messages, oldest first, a page at a time: for an export. */
  abstract messagesBy(senderId: number, after: { channelId: number; messageSequence: number }, limit: number): Promise<StoredMessage[]>;
}
