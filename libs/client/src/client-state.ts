/** All that a client knows of its user's Maru, and keeps up to date by what it hears. */
import type { ChannelRef, NotificationFrame, ServerFrame } from '@maru/contracts';
import { Account } from './account.js';
import { Channels } from './channels/channels.js';
import { Members } from './channels/members.js';
import { ReadPointers } from './channels/read-pointers.js';
import { Typing } from './channels/typing.js';
import type { Clock } from './clock.js';
import { Connections } from './connections/connections.js';
import type { Events } from './events/events.js';
import { Presence } from './presence/presence.js';
import { Profiles } from './profiles/profiles.js';
import type { Ask } from './requests/ask.js';
import { hear, type Hearing } from './requests/server-frame.js';
import type { Settings } from './settings.js';
import { Sync } from './socket/sync.js';
import { History } from './timeline/history.js';
import { TailRepair } from './timeline/tail-repair.js';
import { Timelines } from './timeline/timelines.js';

export interface Wire {
  readonly ask: Ask;
  /** Says what has no answer. Whether there was a socket to say it on. */
  signal(frame: object): boolean;
}

export class ClientState {
  readonly account = new Account();
  readonly timelines: Timelines;
  readonly history: History;
  readonly channels: Channels;
  readonly members: Members;
  readonly typing: Typing;
  readonly readPointers: ReadPointers;
  readonly connections: Connections;
  readonly presence: Presence;
  readonly profiles: Profiles;
  readonly #sync: Sync;
  readonly #tailRepair: TailRepair;
  readonly #hearings: readonly Hearing[];

  constructor(wire: Wire, events: Events, clock: Clock, settings: Settings) {
    const { account } = this;
    const { ask } = wire;
    const { emit } = events;
    this.timelines = new Timelines(emit, account, settings);
    this.history = new History(this.timelines, ask, settings);
    this.channels = new Channels(ask, emit, account, this.timelines, clock);
    this.members = new Members(ask, emit, account);
    this.typing = new Typing(clock, emit, account, (frame) => wire.signal(frame));
    this.readPointers = new ReadPointers(this.channels, clock, (frame) => wire.signal(frame));
    this.connections = new Connections(ask, emit, account, clock);
    this.presence = new Presence(ask, emit);
    this.profiles = new Profiles(emit);
    this.#sync = new Sync(ask, this.timelines, this.history, this.channels, this.connections);
    this.#tailRepair = new TailRepair(this.timelines, this.history, clock, emit);
    const own: Hearing = {
      NOTIFY_SETTINGS: ({ type: _type, ...chosen }) => emit({ type: 'settings', settings: chosen }),
    };
    const timelines: Hearing = {
      NOTIFY_MESSAGE: ({ channelId, ...message }) => this.timelines.apply(channelId.id, { type: 'notified', message }),
      NOTIFY_UNREAD: (frame) => this.#exists(frame),
      ENTER_RESPONSE: (frame) => this.#exists(frame),
      WRITE_MESSAGE_ACK: (frame) => this.timelines.apply(frame.channelId.id, { ...frame, type: 'acked', username: account.username ?? '' }),
    };
    // The pointers and the last message move before anybody hears of the message, so that whoever does finds everything in its place.
    for (const { newMessage } of [this.channels, this.members, this.typing]) events.on('message', newMessage);
    const parts = [this.channels, this.members, this.typing, this.readPointers, this.connections, this.presence, this.profiles, this.#sync];
    this.#hearings = [own, timelines, ...parts.map(({ hearing }) => hearing)];
  }

  hear(frame: ServerFrame): void {
    for (const hearing of this.#hearings) hear(hearing, frame);
  }

  /** Kept when nothing is missing any more. */
  async sync({ username }: NotificationFrame<'HELLO'>): Promise<void> {
    this.account.username = username;
    await this.#sync.run();
  }

  live(): void {
    this.#tailRepair.live(true);
    this.readPointers.sayAgain();
    void this.members.refresh();
    void this.presence.followAgain();
  }

  dropped(): void {
    this.#tailRepair.live(false);
  }

  #exists({ channelId, lastMessageSequence }: { channelId: ChannelRef; lastMessageSequence: number }): void {
    this.timelines.apply(channelId.id, { type: 'exists', messageSequence: lastMessageSequence });
  }
}
