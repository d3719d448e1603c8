/** My channels: fetched once per connection, and kept up to date by what is heard. */
import { type ChannelRef, type ChannelView, cutCharacters, LAST_MESSAGE_CHARACTERS } from '@maru/contracts';
import type { Account } from '../account.js';
import type { Clock } from '../clock.js';
import type { Emit, EventOf } from '../events/maru-event.js';
import { toMaruError } from '../maru-error.js';
import type { Ask } from '../requests/ask.js';
import { Refetch } from '../requests/refetch.js';
import type { Hearing } from '../requests/server-frame.js';
import type { Timelines } from '../timeline/timelines.js';
import { type Channel, fromView, moved } from './channel.js';

export class Channels {
  readonly #channels = new Map<number, Channel>();
  /** The higher, the later something happened there. */
  readonly #activity = new Map<number, number>();
  #happened = 0;
  #wereFetched = false;
  readonly #refetch: Refetch;

  constructor(
    private readonly ask: Ask,
    private readonly emit: Emit,
    private readonly account: Account,
    private readonly timelines: Timelines,
    private readonly clock: Clock,
  ) {
    this.#refetch = new Refetch(async () => void (await ask({ type: 'FETCH_CHANNELS_REQUEST' }, { bound: true })));
  }

  /** Latest activity first. */
  get list(): readonly Channel[] {
    const activity = ({ channelId }: Channel) => this.#activity.get(channelId) ?? 0;
    return [...this.#channels.values()].toSorted((a, b) => activity(b) - activity(a));
  }

  /** Of all channels together: what a badge shows. */
  get unreadCount(): number {
    let sum = 0;
    for (const { unreadCount } of this.#channels.values()) sum += unreadCount;
    return sum;
  }

  get(channelId: number): Channel | undefined {
    return this.#channels.get(channelId);
  }

  /** Fetches them anew. Done when they are here. */
  fetch(): Promise<void> {
    return this.#refetch.fresh();
  }

  /** Done when what is being fetched is here, or cannot be had. */
  settled(): Promise<void> {
    return this.#refetch.settled();
  }

  /** My read pointer is here now, by my own doing. */
  read(channelId: number, messageSequence: number): void {
    this.#update(channelId, (channel) => moved(channel, { read: messageSequence }));
  }

  /** What is new in a timeline is the last message here. */
  readonly newMessage = ({ channelId, message, mine }: EventOf<'message'>): void => {
    const { state: _state, key: _key, ...view } = message;
    const lastMessage = { ...view, content: cutCharacters(view.content, LAST_MESSAGE_CHARACTERS) };
    const last = message.messageSequence;
    this.#activity.set(channelId, ++this.#happened);
    this.#update(channelId, (channel) => ({ ...moved(channel, mine ? { last, read: last } : { last }), lastMessage }));
  };

  readonly hearing: Hearing = {
    FETCH_CHANNELS_RESPONSE: ({ channels }) => this.#replace(channels),
    CREATE_RESPONSE: (frame) => this.#needs(frame),
    JOIN_RESPONSE: (frame) => this.#needs(frame),
    NOTIFY_JOIN: (frame) => (this.account.isMe(frame.username) ? this.#changed() : this.#count(frame, 1)),
    NOTIFY_QUIT: (frame) => (this.account.isMe(frame.username) ? this.#leave(frame) : this.#count(frame, -1)),
    QUIT_RESPONSE: (frame) => this.#leave(frame),
    REMOVE_MEMBER_RESPONSE: (frame) => this.#count(frame, -1),
    NOTIFY_CHANNEL: (frame) => this.#retitle(frame),
    UPDATE_CHANNEL_RESPONSE: (frame) => this.#retitle(frame),
    SET_NOTIFY_RESPONSE: (frame) => this.#level(frame),
    NOTIFY_LEVEL: (frame) => this.#level(frame),
    ENTER_RESPONSE: (frame) => this.#move(frame, { last: frame.lastMessageSequence, read: frame.lastReadMessageSequence }),
    WRITE_MESSAGE_ACK: (frame) => this.#move(frame, { last: frame.messageSequence, read: frame.messageSequence }),
    NOTIFY_MESSAGE: (frame) => {
      this.#move(frame, { last: frame.messageSequence });
      if (!this.#refetch.isRunning) this.#needs(frame);
    },
    FETCH_MESSAGES_RESPONSE: ({ channelId, messages }) => this.#move({ channelId }, { last: messages.at(-1)?.messageSequence ?? 0 }),
    NOTIFY_UNREAD: (frame) => this.#move(frame, { last: frame.lastMessageSequence, read: frame.lastMessageSequence - frame.unreadCount }),
    NOTIFY_READ: (frame) => {
      if (this.account.isMe(frame.username)) this.#move(frame, { read: frame.lastReadMessageSequence });
    },
  };

  #replace(views: readonly ChannelView[]): void {
    const fresh = new Map(views.map((view) => [view.channelId.id, fromView(view)]));
    for (const channelId of this.#channels.keys()) if (!fresh.has(channelId)) this.#forget(channelId);
    for (const channel of [...fresh.values()].toReversed()) {
      const known = this.#channels.get(channel.channelId);
      const read = known?.lastReadMessageSequence;
      const isReset = this.timelines.state(channel.channelId).cursor === undefined;
      // What was heard meanwhile may be newer than the answer; after a RESET, the answer alone counts.
      const last =
        known === undefined || isReset
          ? channel
          : moved(channel, { last: known.lastMessageSequence, ...(read === undefined ? {} : { read }) });
      this.#channels.set(channel.channelId, last);
      this.#activity.set(channel.channelId, ++this.#happened);
      // One that is new since we came begins where I joined it: what was written there before this answer may not have been heard.
      const isNew = known === undefined && this.#wereFetched;
      const { lastMessageSequence, lastReadMessageSequence: beginning } = channel;
      this.timelines.apply(channel.channelId, { type: 'known', lastMessageSequence, ...(isNew ? { beginning } : {}) });
    }
    this.#wereFetched = true;
    this.emit({ type: 'channels' });
  }

  #leave({ channelId }: { channelId: ChannelRef }): void {
    if (this.#channels.has(channelId.id)) {
      this.#forget(channelId.id);
      this.emit({ type: 'channels' });
    }
    if (this.#refetch.isRunning) this.#changed();
  }

  #forget(channelId: number): void {
    this.#channels.delete(channelId);
    this.#activity.delete(channelId);
    this.timelines.leave(channelId);
  }

  #needs({ channelId }: { channelId: ChannelRef }): void {
    if (!this.#channels.has(channelId.id)) this.#changed();
  }

  #count({ channelId }: { channelId: ChannelRef }, by: number): void {
    this.#update(channelId.id, (channel) => (channel.kind === 'DIRECT' ? channel : { ...channel, headCount: channel.headCount + by }));
    if (this.#refetch.isRunning) this.#changed();
  }

  #retitle({ channelId, title, public: isPublic }: { channelId: ChannelRef; title: string; public: boolean }): void {
    this.#update(channelId.id, (channel) => ({ ...channel, title, public: isPublic }));
    if (this.#refetch.isRunning) this.#changed();
  }

  #level({ channelId, notify }: { channelId: ChannelRef; notify: Channel['notify'] }): void {
    this.#update(channelId.id, (channel) => ({ ...channel, notify }));
    if (this.#refetch.isRunning) this.#changed();
  }

  #move({ channelId }: { channelId: ChannelRef }, to: { last?: number; read?: number }): void {
    this.#update(channelId.id, (channel) => moved(channel, to));
  }

  #update(channelId: number, change: (channel: Channel) => Channel): void {
    const before = this.#channels.get(channelId);
    if (before === undefined) return;
    const after = change(before);
    if (after === before) return;
    this.#channels.set(channelId, after);
    this.emit({ type: 'channel', channel: after });
  }

  /** The list is not what it was. */
  #changed(): void {
    this.#refetch
      .untilHere(this.clock)
      .catch((error: unknown) => this.emit({ type: 'error', error: toMaruError(error), about: 'FETCH_CHANNELS_REQUEST' }));
  }
}
