/** One open socket: who it is, what it asked, what waits to be written to it. */
import { closeCodes } from '@maru/contracts';
import type { CloseReason, Refusal } from '@maru/contracts';
import type { Dialect, Listener } from '../dialects/dialect.js';
import type { GatewayNumbers } from '../numbers/gateway-numbers.js';
import { type Turn, Turns } from '../turns/turns.js';
import { HeldMessages } from './held-messages.js';
import type { Line } from './line.js';
import type { SocketSession } from './sessions.js';
import { framed, sharedFrame, sharedPage } from './web-socket-frame.js';

/** How long a peer that does not answer our close may keep its connection. */
const CLOSE_GRACE_MS = 2_000;

interface SocketParts {
  readonly gatewayId: string;
  readonly id: number;
  readonly session: SocketSession;
  readonly dialect: Dialect;
  readonly address: string;
  readonly line: Line;
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
  /** Channels that it hears for itself, not for its user. */
  readonly overhears = new Set<number>();
  /** Settled when the gateway knows what this socket hears, and has greeted it. */
  ready: Promise<void> = Promise.resolve();
  lastHeardAt: number;
  pinged = false;
  /** What it asked last is not carried out. */
  ended = false;
  isClosing = false;
  private readonly held = new HeldMessages();
  private readonly line: Line;
  private readonly queueBytes: number;
  private readonly numbers: GatewayNumbers;
  /** Nothing waited before what is written together now: what waits has just been given. */
  private hasReadAll = false;
  /** What is to be written before the greeting is. */
  private beforeGreeting: Buffer[] | undefined = [];

  constructor(parts: SocketParts) {
    this.gatewayId = parts.gatewayId;
    this.id = parts.id;
    this.session = parts.session;
    this.dialect = parts.dialect;
    this.address = parts.address;
    this.line = parts.line;
    this.queueBytes = parts.queueBytes;
    this.lastHeardAt = parts.openedAt;
    this.numbers = parts.numbers;
  }

  /** Hears one channel, of which it is no member. */
  get visits(): boolean {
    return this.session.visits === true;
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
    return this.line.waitingBytes + this.held.bytes + this.turns.bytesBehindAcks;
  }

  /** Whether messages of this channel cannot simply be written to it. */
  isExceptional(channelId: number): boolean {
    return this.turns.holdsAcks || this.held.concerns(channelId);
  }

  /** HELLO, or what was said before, comes first; what came meanwhile follows it. */
  greet(...texts: readonly string[]): void {
    const early = this.beforeGreeting ?? [];
    this.beforeGreeting = undefined;
    this.together(true, () => {
      this.tell(...texts);
      for (const bytes of early) this.write(bytes);
    });
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
    else this.line.write(bytes);
  }

  /** What is written meanwhile leaves in one call of the kernel. What waits behind a replay has not been told yet: it makes nobody slow. */
  writeTogether(writes: () => void): void {
    this.together(this.line.waitingBytes === 0, writes);
  }

  private together(hasReadAll: boolean, writes: () => void): void {
    this.hasReadAll = hasReadAll;
    try {
      this.line.together(writes);
    } finally {
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
    const bytes = sharedFrame(this.dialect, text);
    if (ephemeral) this.writeEphemeral(bytes);
    else this.write(bytes);
  }

  /** Texts of its dialect, for it alone, in one write. */
  tell(...texts: readonly string[]): void {
    const [first, ...others] = texts.map((text) => framed(this.dialect, text));
    if (first !== undefined) this.write(others.length === 0 ? first : Buffer.concat([first, ...others]));
  }

  /** As `tell`, of what others are told, too. */
  tellPage(texts: readonly string[]): void {
    if (texts.length > 0) this.write(sharedPage(this.dialect, texts));
  }

  answer(turn: Turn, encoded: string | undefined, options: { other?: string | undefined; ackOf?: number } = {}): void {
    if (turn.onOutcome !== undefined) return this.conclude(turn);
    const text = encoded === undefined ? undefined : this.dialect.writeAnswer(encoded, turn.asked, this, options.other);
    this.turns.settle(turn, text === undefined ? undefined : framed(this.dialect, text), options.ackOf);
  }

  refuse(turn: Turn, refusal: Refusal): void {
    if (turn.onOutcome !== undefined) return this.conclude(turn, refusal);
    this.turns.settle(turn, framed(this.dialect, this.dialect.writeRefusal(refusal, turn.asked)));
  }

  private conclude(turn: Turn, refusal?: Refusal): void {
    const { onOutcome } = turn;
    turn.onOutcome = undefined;
    this.turns.settle(turn, undefined);
    onOutcome?.(refusal);
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
    this.line.pause();
  }

  resumeReading(): void {
    if (this.line.isPaused) this.line.resume();
  }

  ping(): void {
    this.pinged = true;
    this.line.ping();
  }

  close(reason: CloseReason): void {
    if (reason === 'SESSION_ENDED') this.ended = true;
    if (this.isClosing) return;
    this.isClosing = true;
    this.numbers.closed(reason);
    const { code, reason: text } = closeCodes[reason];
    this.end(code, text);
  }

  /** In the words of its dialect. */
  dismiss(code: number, reason: string): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.end(code, reason);
  }

  /** Without a word: its client is told by its own end of the line. */
  cut(): void {
    this.isClosing = true;
    this.line.terminate();
  }

  private end(code: number, reason: string): void {
    this.line.resume();
    this.line.close(code, reason);
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
    setTimeout(() => this.line.terminate(), CLOSE_GRACE_MS).unref();
  }
}
