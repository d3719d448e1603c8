/**
 * Keeps one socket open: connects, says hello, notices when it is dead, comes back with patience, and stays away where the protocol says so.
 * It knows nothing of what is said on it.
 */
import { type NotificationFrame, type ServerFrame, SUBPROTOCOL } from '@maru/contracts';
import type { Clock } from '../clock.js';
import { endsSession } from '../http/tokens.js';
import { type MaruError, toMaruError, unavailable } from '../maru-error.js';
import { parseServerFrame } from '../requests/server-frame.js';
import { BackOff } from './back-off.js';
import { Heartbeat } from './heartbeat.js';
import type { OpenSocket, Socket } from './socket.js';
import { type EndReason, endOf, type SocketState } from './socket-state.js';

export interface SocketKeeperListener {
  changed(state: SocketState): void;
  /** The socket speaks; `send` is good until `dropped`. */
  hello(frame: NotificationFrame<'HELLO'>, send: (text: string) => void): void;
  heard(frame: ServerFrame): void;
  dropped(): void;
  /** This socket will be left: nothing new should be asked on it. */
  goingAway(): void;
  /** Whether answers are awaited on this socket. */
  busy(): boolean;
}

export interface SocketKeeperSettings {
  readonly connectTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
}

/** A connection that broke sooner than this after it was live does not count as one that worked. */
const STEADY_MS = 5_000;

export class SocketKeeper {
  #state: SocketState = { name: 'connecting' };
  #socket: Socket | undefined;
  /** Counts sockets: what an earlier one still says is not heard. */
  #turn = 0;
  #heartbeatMs = 0;
  #liveAt: number | undefined;
  /** When to come back, as GOING_AWAY said. */
  #returnAt: number | undefined;
  #cancel: () => void = () => undefined;
  readonly #backOff: BackOff;
  readonly #heartbeat: Heartbeat;

  constructor(
    private readonly address: () => Promise<string>,
    private readonly openSocket: OpenSocket,
    private readonly clock: Clock,
    private readonly listener: SocketKeeperListener,
    private readonly settings: SocketKeeperSettings,
  ) {
    this.#backOff = new BackOff(clock, settings.backOffMs, settings.backOffMaxMs);
    const keepAlive = () => this.#socket?.send('{"type":"KEEP_ALIVE"}');
    const dead = () => this.drop(unavailable('Maru has gone silent.'));
    this.#heartbeat = new Heartbeat(clock, keepAlive, dead, settings.keepAliveTimeoutMs);
  }

  get state(): SocketState {
    return this.#state;
  }

  connect(): void {
    if (this.#state.name === 'ended') return;
    const turn = this.#next();
    this.#returnAt = undefined;
    this.#enter({ name: 'connecting' });
    this.#cancel = this.clock.after(this.settings.connectTimeoutMs, () => this.drop(unavailable('Connecting took too long.')));
    this.address().then(
      (url) => turn === this.#turn && this.#open(url, turn),
      (error: unknown) => turn === this.#turn && this.#refused(toMaruError(error)),
    );
  }

  /** What was missed is here. */
  synced(): void {
    if (this.#state.name !== 'syncing') return;
    this.#liveAt = this.clock.now();
    this.#enter({ name: 'live' });
  }

  /** The network or the page is back: no more waiting, and no trust in a socket that may have died unseen. */
  wake(): void {
    if (this.#state.name === 'waiting') this.connect();
    else if (this.#state.name === 'live' || this.#state.name === 'syncing') this.#heartbeat.probe(this.#heartbeatMs);
  }

  /** Gives this socket up, and comes back. */
  drop(error: MaruError): void {
    if (this.#state.name === 'ended') return;
    this.#leave();
    this.#wait(error);
  }

  end(reason: EndReason): void {
    if (this.#state.name === 'ended') return;
    this.#leave();
    this.#enter({ name: 'ended', reason });
  }

  #open(url: string, turn: number): void {
    this.#socket = this.openSocket(url, SUBPROTOCOL, {
      heard: (text) => turn === this.#turn && this.#heard(text),
      closed: (code) => turn === this.#turn && this.#closed(code),
    });
  }

  #heard(text: string): void {
    this.#heartbeat.heard();
    const frame = parseServerFrame(text);
    if (frame?.type === 'HELLO') this.#hello(frame);
    else if (frame?.type === 'GOING_AWAY') this.#goAway(frame.reconnectInMs);
    else if (frame !== undefined) this.listener.heard(frame);
  }

  #hello(frame: NotificationFrame<'HELLO'>): void {
    this.#cancel();
    this.#heartbeatMs = frame.heartbeatMs;
    this.#heartbeat.start(frame.heartbeatMs);
    this.#enter({ name: 'syncing' });
    const socket = this.#socket;
    this.listener.hello(frame, (text) => socket?.send(text));
  }

  /** Comes back by itself a little after the time it was told, once nothing is awaited; or when the server closes. */
  #goAway(reconnectInMs: number): void {
    const delayMs = reconnectInMs * (1 + this.clock.random() / 2);
    this.#returnAt = this.clock.now() + delayMs;
    this.listener.goingAway();
    this.#cancel();
    this.#cancel = this.clock.after(delayMs, () => this.#moveOn());
  }

  #moveOn(): void {
    if (this.listener.busy()) this.#cancel = this.clock.after(100, () => this.#moveOn());
    else {
      this.#leave();
      this.connect();
    }
  }

  #closed(code: number): void {
    const reason = endOf(code);
    if (reason !== undefined) this.end(reason);
    else this.drop(unavailable(`The connection was closed (${code}).`));
  }

  #refused(error: MaruError): void {
    if (endsSession(error)) this.end('session-ended');
    else this.drop(error);
  }

  #wait(error: MaruError): void {
    const now = this.clock.now();
    if (this.#liveAt !== undefined && now - this.#liveAt >= STEADY_MS) this.#backOff.reset();
    this.#liveAt = undefined;
    const toldMs = this.#returnAt === undefined ? undefined : Math.max(0, this.#returnAt - now);
    this.#returnAt = undefined;
    const retryInMs = toldMs ?? (error.retryAfterMs ?? 0) + this.#backOff.next();
    this.#cancel = this.clock.after(retryInMs, () => this.connect());
    this.#enter({ name: 'waiting', retryInMs, retryAt: now + retryInMs, error });
  }

  #leave(): void {
    const wasOpen = this.#state.name === 'live' || this.#state.name === 'syncing';
    this.#next();
    this.#heartbeat.stop();
    this.#socket?.close();
    this.#socket = undefined;
    if (wasOpen) this.listener.dropped();
  }

  #next(): number {
    this.#cancel();
    return ++this.#turn;
  }

  #enter(state: SocketState): void {
    this.#state = state;
    this.listener.changed(state);
  }
}
