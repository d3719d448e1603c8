/**
 * Makes of what passes the lanes what the clients of this dialect are told. Each is written once, for all sockets; where something has to
 * be looked up for it, those who hear it wait, and all that is behind it for them waits with it.
 */
import { randomUUID } from 'node:crypto';
import { type ChannelDescription, isSameName, type NotificationFrame } from '@maru/contracts';
import type { Directory } from '../../stays/directory.js';
import { type ChatMessage, chatMessage, messageUuid } from './chat-message.js';
import { type Passing, unpack } from './stomp.dialect.js';

/** A frame as it is; or a message, and the room that it is of. */
export type Written =
  | { readonly frame: string }
  | { readonly id: string; readonly body: string; readonly length: number; readonly roomChannelId: number | undefined }
  /** For nobody. */
  | undefined;

export interface Telling {
  readonly bytes: number;
  /** Not yet: what it is has to be looked up. */
  written: { readonly as: Written } | undefined;
  /** Rejects where it cannot be. */
  readonly ready: Promise<unknown>;
}

type Frame = NotificationFrame<'NOTIFY_MESSAGE' | 'NOTIFY_TYPING' | 'NOTIFY_READ' | 'NOTIFY_JOIN' | 'NOTIFY_QUIT'>;

const MOST_KNOWN = 10_000;
const TYPES = { NOTIFY_TYPING: 'TYPING', NOTIFY_READ: 'READ', NOTIFY_JOIN: 'JOIN', NOTIFY_QUIT: 'LEAVE' } as const;

export class Scribe {
  private readonly tellings = new WeakMap<Buffer, readonly Telling[]>();
  private readonly channels = new Map<number, ChannelDescription>();

  constructor(private readonly directory: Directory) {}

  /** The same for all who are given the same buffer. */
  read(packed: Buffer): readonly Telling[] {
    const known = this.tellings.get(packed);
    if (known !== undefined) return known;
    const made = Array.from(unpack(packed), (passing) => this.begin(passing));
    this.tellings.set(packed, made);
    return made;
  }

  private begin(passing: Passing): Telling {
    if ('frame' in passing) return tellingOf(passing.frame.length, { frame: passing.frame });
    const { encoded } = passing;
    const frame = JSON.parse(encoded) as Frame;
    const channel = this.channels.get(frame.channelId.id);
    if (frame.type === 'NOTIFY_MESSAGE' && 'senderId' in passing && channel !== undefined)
      return tellingOf(encoded.length, this.writeMessage(frame, passing.senderId, channel));
    const looking = this.lookUp(frame, 'senderId' in passing ? passing.senderId : 0);
    const telling: Telling = { bytes: encoded.length, written: undefined, ready: looking };
    looking.then(
      (as) => (telling.written = { as }),
      // Whoever hears it waits for it, and finds out.
      () => undefined,
    );
    return telling;
  }

  private async lookUp(frame: Frame, senderId: number): Promise<Written> {
    const channel = await this.find(frame.channelId.id);
    switch (frame.type) {
      case 'NOTIFY_MESSAGE':
        return this.writeMessage(frame, senderId, channel);
      case 'NOTIFY_TYPING':
      case 'NOTIFY_READ':
        return this.writeSignal(frame, channel);
      case 'NOTIFY_JOIN':
      case 'NOTIFY_QUIT':
        return channel.kind === 'DIRECT' ? undefined : await this.writeComing(frame);
    }
  }

  private writeMessage(frame: NotificationFrame<'NOTIFY_MESSAGE'>, senderId: number, channel: ChannelDescription): Written {
    const channelId = frame.channelId.id;
    const { content, createdAt: at, messageSequence } = frame;
    const other = channel.people.find(({ userId }) => userId !== senderId);
    const to = channel.kind === 'DIRECT' ? { receiverId: other?.userId ?? senderId } : { roomOf: channelId };
    return written(chatMessage({ id: messageUuid(channelId, messageSequence), type: 'CHAT', senderId, to, content, at }), to);
  }

  /** Between two; a room has none. */
  private writeSignal(frame: NotificationFrame<'NOTIFY_TYPING' | 'NOTIFY_READ'>, { people }: ChannelDescription): Written {
    const sender = people.find(({ username }) => isSameName(username, frame.username));
    const receiver = people.find(({ username }) => !isSameName(username, frame.username));
    if (sender === undefined || receiver === undefined) return undefined;
    const to = { receiverId: receiver.userId };
    return written(chatMessage({ id: randomUUID(), type: TYPES[frame.type], senderId: sender.userId, to, at: this.directory.now() }), to);
  }

  /** Guests of other dialects come and go with what they write: they have no name here that could be told. */
  private async writeComing(frame: NotificationFrame<'NOTIFY_JOIN' | 'NOTIFY_QUIT'>): Promise<Written> {
    const senderId = await this.directory.findUserId(frame.username);
    if (senderId === undefined) return undefined;
    const to = { roomOf: frame.channelId.id };
    const [id, at] = [randomUUID(), this.directory.now()];
    return written(chatMessage({ id, type: TYPES[frame.type], senderId, to, content: frame.username, at }), to);
  }

  private async find(channelId: number): Promise<ChannelDescription> {
    const known = this.channels.get(channelId);
    if (known !== undefined) return known;
    const found = await this.directory.describe(channelId);
    // Closed meanwhile: what came of it last was of a group.
    if (found === undefined) return { kind: 'GROUP', people: [] };
    this.channels.set(channelId, found);
    const [oldest] = this.channels.keys();
    if (this.channels.size > MOST_KNOWN && oldest !== undefined) this.channels.delete(oldest);
    return found;
  }
}

function tellingOf(bytes: number, as: Written): Telling {
  return { bytes, written: { as }, ready: Promise.resolve() };
}

function written(message: ChatMessage, to: { receiverId: number } | { roomOf: number }): Written {
  const body = JSON.stringify(message);
  return { id: message.id, body, length: Buffer.byteLength(body), roomChannelId: 'roomOf' in to ? to.roomOf : undefined };
}
