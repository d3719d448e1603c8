/** One open socket: who it is, what it asked, what waits to be written to it. */
import { closeCodes } from '@maru/contracts';
import type { CloseReason, Refusal } from '@maru/contracts';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Dialect, Listener } from '../dialects/dialect.js';
import type { GatewayNumbers } from '../numbers/gateway-numbers.js';
import { type Turn, Turns } from '../turns/turns.js';
import { HeldMessages } from './held-messages.js';
import type { SocketSession } from './sessions.js';
import { frameText, sharedFrame } from './web-socket-frame.js';

/** How long a peer that does not answer our close may keep its connection. */
const CLOSE_GRACE_MS = 2_000;

interface SocketParts {
  readonly gatewayId: string;
  readonly id: number;
  readonly session: SocketSession;
  readonly dialect: Dialect;
  readonly address: string;
  readonly webSocket: WebSocket;
  readonly transport: Socket;
  readonly queueBytes: number;
  readonly openedAt: number;
  readonly numbers: GatewayNumbers;
}

export class ClientSocket implements Listener {
  readonly gatewayId: string;
  readonly id: number;
  readonly session: SocketSession;
  readonly dialect: Dialect;
  readonly address: string;
  readonly turns = new Turns((bytes) => this.write(bytes));
  /** Whose presence it follows: each with the name that is told. */
  follows = new Map<number, string>();
  /** Settled when the gateway knows what this socket hears, and has greeted it. */
  ready: Promise<void> = Promise.resolve();
  lastHeardAt: number;
  pinged = false;
  /** What it asked last is not carried out. */
  ended = false;
  isClosing = false;
  private readonly held = new HeldMessages();
  private readonly webSocket: WebSocket;
  private readonly transport: Socket;
  private readonly queueBytes: number;
  private readonly numbers: GatewayNumbers;
  /** Nothing waited when `writeTogether` began: what waits now has just been given. */
  private hasReadAll = false;
  /** What is to be written before the greeting is. */
  private beforeGreeting: Buffer[] | undefined = [];

  constructor(parts: SocketParts) {
    this.gatewayId = parts.gatewayId;
    this.id = parts.id;
    this.session = parts.session;
    this.dialect = parts.dialect;
    this.address = parts.address;
    this.webSocket = parts.webSocket;
    this.transport = parts.transport;
    this.queueBytes = parts.queueBytes;
    this.lastHeardAt = parts.openedAt;
    this.numbers = parts.numbers;
  }

  get userId(): number {
    return this.session.userId;
  }

  get username(): string {
    return this.session.username;
  }

  get sessionId(): string {
    return this.session.sessionId;
  }

  get activeChannelId(): number | undefined {
    const { activeChannelId } = this.session;
    return activeChannelId === 'unknown' ? undefined : activeChannelId;
  }

  /** What it was told and has not taken. */
  get waitingBytes(): number {
    return this.transport.writableLength + this.held.bytes + this.turns.bytesBehindAcks;
  }

  /** Whether messages of this channel cannot simply be written to it. */
  isExceptional(channelId: number): boolean {
    return this.turns.holdsAcks || this.held.concerns(channelId);
  }

  /** HELLO is the first frame; what came before follows it. */
  greet(encoded: string | undefined): void {
    const early = this.beforeGreeting ?? [];
    this.beforeGreeting = undefined;
    if (encoded !== undefined) this.write(frameText(encoded));
    for (const bytes of early) this.write(bytes);
  }

  heard(now: number): void {
    this.lastHeardAt = now;
    this.pinged = false;
  }

  /** Bounded: who does not read is closed, and resumes by sequence. Who has read all is not slow, however much comes at once. */
  write(bytes: Buffer): void {
    if (this.isClosing) return;
    if (this.beforeGreeting !== undefined) this.beforeGreeting.push(bytes);
    else if (!this.hasReadAll && this.waitingBytes > 0 && this.waitingBytes + bytes.length > this.queueBytes) this.close('SLOW_CONSUMER');
    else this.transport.write(bytes);
  }

  /** What is written meanwhile leaves in one call of the kernel. */
  writeTogether(writes: () => void): void {
    this.hasReadAll = this.waitingBytes === 0;
    this.transport.cork();
    try {
      writes();
    } finally {
      this.transport.uncork();
      this.hasReadAll = false;
    }
  }

  /** What may be missed is not queued behind half a queue. */
  writeEphemeral(bytes: Buffer): void {
    if (this.waitingBytes <= this.queueBytes / 2) this.write(bytes);
    else this.numbers.shed.add();
  }

  notify(encoded: string, ephemeral = false): void {
    const text = this.dialect.writeNotification(encoded, this);
    if (text === undefined) return;
    if (ephemeral) this.writeEphemeral(sharedFrame(text));
    else this.write(sharedFrame(text));
  }

  answer(turn: Turn, encoded: string | undefined, options: { other?: string | undefined; ackOf?: number } = {}): void {
    const text = encoded === undefined ? undefined : this.dialect.writeAnswer(encoded, turn.asked, this, options.other);
    this.turns.settle(turn, text === undefined ? undefined : frameText(text), options.ackOf);
  }

  refuse(turn: Turn, refusal: Refusal): void {
    this.turns.settle(turn, frameText(this.dialect.writeRefusal(refusal, turn.asked)));
  }

  /** A message of a channel, in its place: behind an ack that waits for its turn, or behind a replay. */
  hear(channelId: number, messageSequence: number, bytes: Buffer): void {
    if (this.held.take(channelId, messageSequence, bytes) || this.turns.holdBehindAck(channelId, bytes)) {
      if (this.waitingBytes > this.queueBytes) this.close('SLOW_CONSUMER');
    } else this.write(bytes);
  }

  hold(channelId: number): void {
    this.held.begin(channelId);
  }

  /** A replay has told all up to this one; 0: nothing, the client starts afresh. */
  replayed(channelId: number, upTo: number): void {
    this.held.told(channelId, upTo);
  }

  /** Messages that came during a replay follow it, but for those that were part of it. */
  release(channelId: number): void {
    for (const bytes of this.held.end(channelId)) this.write(bytes);
  }

  /** What still waits is not for it any more. */
  dropMessages(channelId: number): void {
    this.held.drop(channelId);
    this.turns.dropBehindAck(channelId);
  }

  pauseReading(): void {
    this.webSocket.pause();
  }

  resumeReading(): void {
    if (this.webSocket.isPaused) this.webSocket.resume();
  }

  ping(): void {
    this.pinged = true;
    this.webSocket.ping();
  }

  close(reason: CloseReason): void {
    if (reason === 'SESSION_ENDED') this.ended = true;
    if (this.isClosing) return;
    this.isClosing = true;
    this.numbers.closed(reason);
    const { code, reason: text } = closeCodes[reason];
    this.webSocket.resume();
    this.webSocket.close(code, text);
    this.terminateSoon();
  }

  /** It was never one of ours: what it asks is not carried out. */
  turnAway(reason: CloseReason): void {
    this.ended = true;
    this.close(reason);
  }

  /** The line is gone. What was asked before is carried out all the same. */
  closed(): void {
    this.isClosing = true;
  }

  terminateSoon(): void {
    this.isClosing = true;
    setTimeout(() => this.webSocket.terminate(), CLOSE_GRACE_MS).unref();
  }
}
