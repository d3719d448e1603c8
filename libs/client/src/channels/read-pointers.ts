/** My own read pointers: they move here at once, and are told to the server at most so often, and again until it knows. */
import type { ErrorFrame } from '@maru/contracts';
import type { Clock } from '../clock.js';
import type { Hearing } from '../requests/server-frame.js';
import type { Channels } from './channels.js';

const SAID_EVERY_MS = 500;
const REFUSED_MS = 1_000;
/** An `ERROR` echoes it, which tells whose pointer was refused. Nothing answers it otherwise. */
const REQUEST_ID = /^read-(\d+)$/;

type ReadSignal = { type: 'READ_MESSAGE_ACK'; requestId: string; channelId: number; messageSequence: number };

export class ReadPointers {
  /** What the server should know and has not said that it does. */
  readonly #wanted = new Map<number, number>();
  readonly #quiet = new Set<number>();

  constructor(
    private readonly channels: Channels,
    private readonly clock: Clock,
    private readonly signal: (frame: ReadSignal) => boolean,
  ) {}

  /** All up to here is read. */
  mark(channelId: number, messageSequence: number): void {
    const channel = this.channels.get(channelId);
    // Nobody has read what is not written yet: said again later, it would be taken for more than it was.
    const read = Math.min(messageSequence, channel?.lastMessageSequence ?? Infinity);
    if (read <= (channel?.lastReadMessageSequence ?? -1)) return;
    this.#wanted.set(channelId, Math.max(read, this.#wanted.get(channelId) ?? 0));
    this.channels.read(channelId, read);
    this.#say(channelId);
  }

  /** A new connection: what was said on the last one may not have arrived. */
  sayAgain(): void {
    this.#quiet.clear();
    for (const channelId of this.#wanted.keys()) this.#say(channelId);
  }

  readonly hearing: Hearing = {
    NOTIFY_UNREAD: ({ channelId, lastMessageSequence, unreadCount }) => this.#known(channelId.id, lastMessageSequence - unreadCount),
    FETCH_CHANNELS_RESPONSE: ({ channels }) => {
      for (const { channelId, lastReadMessageSequence } of channels) this.#known(channelId.id, lastReadMessageSequence);
    },
    QUIT_RESPONSE: ({ channelId }) => void this.#wanted.delete(channelId.id),
    ERROR: (frame) => this.#refused(frame),
  };

  #known(channelId: number, messageSequence: number): void {
    if ((this.#wanted.get(channelId) ?? Infinity) <= messageSequence) this.#wanted.delete(channelId);
  }

  #refused({ messageType, requestId = '', retryable, retryAfterMs = REFUSED_MS }: ErrorFrame): void {
    const channelId = Number(REQUEST_ID.exec(requestId)?.[1]);
    if (messageType !== 'READ_MESSAGE_ACK' || Number.isNaN(channelId)) return;
    if (retryable) this.#after(channelId, retryAfterMs);
    else this.#wanted.delete(channelId);
  }

  #say(channelId: number): void {
    const messageSequence = this.#wanted.get(channelId);
    if (messageSequence === undefined || this.#quiet.has(channelId)) return;
    if (this.signal({ type: 'READ_MESSAGE_ACK', requestId: `read-${channelId}`, channelId, messageSequence }))
      this.#after(channelId, SAID_EVERY_MS, messageSequence);
  }

  /** Then again, if there is more to say by then. */
  #after(channelId: number, ms: number, said = -1): void {
    this.#quiet.add(channelId);
    this.clock.after(ms, () => {
      this.#quiet.delete(channelId);
      if ((this.#wanted.get(channelId) ?? said) > said) this.#say(channelId);
    });
  }
}
