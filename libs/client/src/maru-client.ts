/** A user's connection to Maru: what one says, asks and hears. */
import type { AnswerFrame, NotificationFrame, ServerFrame } from '@maru/contracts';
import type { Channels } from './channels/channels.js';
import type { Members } from './channels/members.js';
import { ClientState } from './client-state.js';
import { type Clock, OwnTimers, systemClock } from './clock.js';
import type { Connections } from './connections/connections.js';
import { Events } from './events/events.js';
import type { EventOf, MaruEvent, MaruEventType } from './events/maru-event.js';
import { ended, fromErrorFrame, toMaruError } from './maru-error.js';
import { Outbox } from './outbox/outbox.js';
import type { OutboxEntry } from './outbox/outbox-entry.js';
import { memoryStorage, type OutboxStorage } from './outbox/outbox-storage.js';
import type { Presence } from './presence/presence.js';
import type { Profiles } from './profiles/profiles.js';
import type { AskedFrame } from './requests/ask.js';
import { patient } from './requests/patience.js';
import { Requests } from './requests/requests.js';
import { defaultSettings, type Settings } from './settings.js';
import { type OpenSocket, openWebSocket } from './socket/socket.js';
import { SocketKeeper, type SocketKeeperListener } from './socket/socket-keeper.js';
import type { SocketState } from './socket/socket-state.js';
import { ChannelTimeline } from './timeline/channel-timeline.js';

export interface ConnectOptions {
  /** Where to open a socket, asked anew for each: a `MaruHttp` that is logged in. */
  readonly http: { socketUrl(): Promise<string> };
  /** Where unsent messages outlive the program; memory, unless given. */
  readonly storage?: OutboxStorage;
  readonly settings?: Partial<Settings>;
  readonly clock?: Clock;
  readonly openSocket?: OpenSocket;
}

/** Connects, and stays connected until `close()` or until the session ends. What is asked or sent meanwhile waits. */
export function connect(options: ConnectOptions): MaruClient {
  return new MaruClient(options);
}

export class MaruClient {
  readonly channels: Pick<Channels, 'list' | 'get' | 'unreadCount' | 'fetch'>;
  readonly members: Pick<Members, 'list' | 'isComplete' | 'unreadBy' | 'load' | 'loadMore'>;
  readonly connections: Pick<Connections, 'list' | 'get' | 'invitations' | 'fetch'>;
  readonly presence: Pick<Presence, 'get' | 'follow'>;
  readonly profiles: Pick<Profiles, 'names' | 'learn'>;

  readonly #state: ClientState;
  readonly #events: Events;
  readonly #requests: Requests;
  readonly #keeper: SocketKeeper;
  readonly #outbox: Outbox;
  readonly #timers: OwnTimers;
  #send: ((text: string) => void) | undefined;
  #hello: NotificationFrame<'HELLO'> | undefined;

  constructor({
    http,
    storage = memoryStorage(),
    settings: changed,
    clock: given = systemClock,
    openSocket = openWebSocket,
  }: ConnectOptions) {
    const settings = { ...defaultSettings, ...changed };
    const clock = new OwnTimers(given);
    this.#timers = clock;
    this.#events = new Events(settings.bufferedEvents);
    this.#requests = new Requests(clock, settings.requestTimeoutMs);
    const wire = { ask: patient(this.#requests.ask, clock), signal: (frame: object) => this.#signal(frame) };
    this.#state = new ClientState(wire, this.#events, clock, settings);
    this.#outbox = new Outbox(storage, clock, {
      write: ({ channelId, content, clientMessageId }) =>
        this.#requests.ask({ type: 'WRITE_MESSAGE', channelId, content, clientMessageId }, { bound: true }),
      changed: (entry, change) => this.#moved(entry, change),
      storageFailed: (error) => this.#events.emit({ type: 'error', error, about: 'storage' }),
    });
    this.#state.timelines.settled = (clientMessageId) => this.#outbox.settle(clientMessageId);
    this.#keeper = new SocketKeeper(() => http.socketUrl(), openSocket, clock, this.#socketListener(), settings);
    ({ channels: this.channels, members: this.members, connections: this.connections } = this.#state);
    ({ presence: this.presence, profiles: this.profiles } = this.#state);
    void this.#outbox.load().then(() => this.#keeper.connect());
  }

  /** How the socket stands. */
  get state(): SocketState {
    return this.#keeper.state;
  }

  /** Whose client this is; undefined until the first connection. */
  get username(): string | undefined {
    return this.#state.account.username;
  }

  /** The limits that the server told. */
  get limits(): NotificationFrame<'HELLO'>['limits'] | undefined {
    return this.#hello?.limits;
  }

  /** Kept when all is live; rejects with `CLOSED` when it will never be. */
  whenLive(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { state } = this;
        if (state.name === 'live') resolve();
        else if (state.name === 'ended') reject(ended(state.reason));
        else return;
        stop();
      };
      const stop = this.#events.on('state', look);
      look();
    });
  }

  /** Asks, and answers with the very answer that the protocol has for it. Refused: a `MaruError` with its code. */
  async request<F extends AskedFrame>(frame: F): Promise<AnswerFrame<F['type']>> {
    const answer = await this.#requests.ask(frame);
    // Whoever made or joined a channel finds it among his channels.
    if (frame.type === 'CREATE_REQUEST' || frame.type === 'JOIN_REQUEST') await this.#state.channels.settled();
    return answer;
  }

  /** Sends a message off. It is in the timeline at once, and arrives once and in order, whatever happens; or fails with a code. */
  send(channelId: number, content: string): OutboxEntry {
    return this.#outbox.send(channelId, content);
  }

  /** Sends a failed message once more. */
  retry(clientMessageId: string): OutboxEntry | undefined {
    return this.#outbox.retry(clientMessageId);
  }

  /** Gives a message up that failed, or that is not sent yet. */
  discard(clientMessageId: string): void {
    this.#outbox.discard(clientMessageId);
  }

  /** What is not confirmed yet, or failed. */
  get outbox(): readonly OutboxEntry[] {
    return this.#outbox.entries;
  }

  timeline(channelId: number): ChannelTimeline {
    return new ChannelTimeline(channelId, this.#state.timelines, this.#state.history);
  }

  /** I have read up to here. Call it as often as you like. */
  markRead(channelId: number, messageSequence: number): void {
    this.#state.readPointers.mark(channelId, messageSequence);
  }

  /** I am typing. Call it at each key. */
  typing(channelId: number): void {
    this.#state.typing.say(channelId);
  }

  /** Who types there. (Heard of the channel that was entered with `ENTER_REQUEST`.) */
  typists(channelId: number): readonly string[] {
    return this.#state.typing.in(channelId);
  }

  /** Calls `listener` for each event of this type. The answer takes it back. */
  on<T extends MaruEventType>(type: T, listener: (event: EventOf<T>) => unknown): () => void {
    return this.#events.on(type, listener);
  }

  /** All events from now on, one after the other, until the client ends. */
  events(): AsyncIterableIterator<MaruEvent, undefined> {
    return this.#events.read();
  }

  /** The network or the page is back: connect at once, or see whether the connection still lives. */
  wake(): void {
    this.#keeper.wake();
  }

  /** Ends it. Kept when what is not sent is stored. */
  async close(): Promise<void> {
    this.#keeper.end('closed');
    await this.#outbox.stored();
  }

  #socketListener(): SocketKeeperListener {
    return {
      changed: (state) => this.#entered(state),
      hello: (hello, send) => this.#greet(hello, send),
      heard: (frame) => this.#hear(frame),
      dropped: () => this.#dropped(),
      goingAway: () => {
        this.#requests.hold();
        this.#outbox.stop();
      },
      busy: () => this.#requests.busy,
    };
  }

  #greet(hello: NotificationFrame<'HELLO'>, send: (text: string) => void): void {
    this.#hello = hello;
    this.#send = send;
    this.#requests.opened(send);
    const isCurrent = () => this.#hello === hello && this.state.name === 'syncing';
    this.#state.sync(hello).then(
      () => isCurrent() && this.#keeper.synced(),
      (error: unknown) => isCurrent() && this.#keeper.drop(toMaruError(error)),
    );
    this.#requests.flush();
  }

  #hear(frame: ServerFrame): void {
    this.#state.hear(frame);
    const wasAwaited = this.#requests.hear(frame);
    if (frame.type === 'ERROR' && !wasAwaited && frame.messageType !== 'KEEP_ALIVE')
      this.#events.emit({ type: 'error', error: fromErrorFrame(frame), about: frame.messageType });
  }

  #dropped(): void {
    this.#send = undefined;
    this.#requests.dropped();
    this.#outbox.stop();
    this.#state.dropped();
  }

  #entered(state: SocketState): void {
    if (state.name === 'live') {
      this.#outbox.start(this.username ?? '');
      this.#state.live();
    }
    if (state.name === 'ended') this.#requests.ended(ended(state.reason));
    this.#events.emit({ type: 'state', state });
    if (state.name !== 'ended') return;
    this.#events.close();
    this.#timers.end();
  }

  #moved(entry: OutboxEntry, change: EventOf<'outbox'>['change']): void {
    const { channelId, clientMessageId, code = 'INTERNAL' } = entry;
    if (change === 'pending') this.#state.timelines.apply(channelId, { type: 'sending', entry });
    if (change === 'failed') this.#state.timelines.apply(channelId, { type: 'failed', clientMessageId, code });
    if (change === 'discarded') this.#state.timelines.apply(channelId, { type: 'discarded', clientMessageId });
    this.#events.emit({ type: 'outbox', entry, change });
  }

  #signal(frame: object): boolean {
    this.#send?.(JSON.stringify(frame));
    return this.#send !== undefined;
  }
}
