/** What one batch of commands comes to: judged in its order, in memory. Nothing of it is true before the unit of work commits. */
import { type Asker, type Delivered, type FrameErrorCode, frameErrorTexts, messageEvents, type WriteMessageCommand } from '@maru/contracts';
import { type OutgoingRecord, recordOf, type StoredMessage } from '@maru/ports';
import { ChannelDraft } from '../channel-picture/channel-draft.js';
import type { ChannelPicture } from '../channel-picture/channel-picture.js';
import { notifyMessage, ownNotifyMessage, writeMessageAck } from '../message.frames.js';

/** A pointer that moved: for whom, and who read where it moved by reading. */
export interface PointerMove {
  readonly channelId: number;
  readonly userId: number;
  readonly username: string;
  readonly reader?: Asker;
}
/** After the commit: with the number of those who may be told. */
export type CommittedMove = PointerMove & { readonly members: number };

export interface WrittenMessage {
  readonly message: StoredMessage;
  /** When the gateway took the frame. */
  readonly at: number;
}

export class PartitionBatch {
  readonly written: WrittenMessage[] = [];
  readonly deliveries: Delivered[] = [];
  /** `NOTIFY_TYPING`s of this batch, by user and channel. */
  readonly typed = new Set<string>();
  /** Of the pointers that moved, what its unit of work says itself. */
  readonly noticed = new Set<string>();
  readonly #moves = new Map<string, PointerMove>();
  readonly #drafts = new Map<number, ChannelDraft>();
  readonly #known: Map<string, StoredMessage>;

  constructor(
    readonly now: number,
    private readonly pictures: ReadonlyMap<number, ChannelPicture>,
    known: readonly StoredMessage[],
  ) {
    this.#known = new Map(known.map((message) => [keyOf(message), message]));
  }

  draft(channelId: number): ChannelDraft {
    let draft = this.#drafts.get(channelId);
    if (draft === undefined) this.#drafts.set(channelId, (draft = new ChannelDraft(channelId, this.pictures.get(channelId))));
    return draft;
  }

  get drafts(): readonly ChannelDraft[] {
    return [...this.#drafts.values()];
  }

  /** The message that has this client id already: stored before, or earlier in this batch. */
  known({ channelId, asker, clientMessageId }: WriteMessageCommand): StoredMessage | undefined {
    return this.#known.get(keyOf({ channelId, senderId: asker.userId, clientMessageId }));
  }

  write(message: StoredMessage, { asker, at }: WriteMessageCommand): void {
    this.#known.set(keyOf(message), message);
    this.written.push({ message, at });
    this.moved({ channelId: message.channelId, userId: message.senderId, username: message.username });
    const { channelId, messageSequence, senderId, createdAt: storedAt, extra } = message;
    const frame = notifyMessage(message);
    const own = ownNotifyMessage(frame, message);
    const ack = { to: asker, frame: writeMessageAck(message) };
    this.deliveries.push({ kind: 'message', channelId, messageSequence, senderId, frame, own, ack, storedAt, extra });
  }

  moved(move: PointerMove): void {
    const key = `${move.userId}:${move.channelId}`;
    const before = this.#moves.get(key);
    this.#moves.set(key, before === undefined ? move : { ...before, ...move });
  }

  /** Of those who are members still. */
  get moves(): readonly CommittedMove[] {
    return [...this.#moves.values()].flatMap((move) => {
      const channel = this.draft(move.channelId);
      return channel.isMember(move.userId) ? { ...move, members: channel.members } : [];
    });
  }

  /** Neither frame nor refusal: done, nothing to say. */
  answer(to: Asker, frame?: string): void {
    this.deliveries.push(frame === undefined ? { kind: 'answer', to } : { kind: 'answer', to, frame });
  }

  refuse(to: Asker, code: FrameErrorCode): void {
    this.deliveries.push({ kind: 'answer', to, refusal: { code, message: frameErrorTexts[code].message } });
  }

  /** One fact for each message, and one for each channel that was read. */
  events(newId: () => string): OutgoingRecord[] {
    const head = () => ({ v: 1 as const, eventId: newId(), at: this.now });
    const records = this.written.map(({ message: { channelId, messageSequence, senderId, username, content, createdAt } }) => {
      const sender = { userId: senderId, username };
      return recordOf(messageEvents, { type: 'MessageWritten', ...head(), channelId, messageSequence, sender, content, createdAt });
    });
    const read = Map.groupBy(
      this.moves.filter((move) => move.reader !== undefined),
      (move) => move.channelId,
    );
    for (const [channelId, moves] of read) {
      const readers = moves.map(({ userId }) => ({ userId, lastReadMessageSequence: this.draft(channelId).pointerOf(userId) }));
      records.push(recordOf(messageEvents, { type: 'MessagesRead', ...head(), channelId, readers }));
    }
    return records;
  }
}

/** The numbers first: no client id can look like another person's. */
function keyOf(of: Pick<StoredMessage, 'channelId' | 'senderId' | 'clientMessageId'>): string {
  return `${of.channelId}:${of.senderId}:${of.clientMessageId}`;
}
