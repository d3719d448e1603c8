/**
 * One channel's way to the sockets that hear it. What comes within a tick is framed once and written once to each socket, as one shared buffer.
 * The tick is adaptive: an idle channel writes on the next turn of the loop; it widens only when the writes no longer fit.
 */
import type { MessageDelivery } from '@maru/contracts';
import type { Dialect } from '../dialects/dialect.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { DenseSet } from './dense-set.js';
import { TickFrames } from './tick-frames.js';

/** A flush that takes longer than this share of its tick widens it. */
const BUSY_SHARE = 0.5;
const UNNOTICED_MS = 4;

export interface LaneSettings {
  readonly gatewayId: string;
  readonly maxTickMs: number;
  /** A clock of its own kind: what the flush costs. */
  readonly elapsed: () => number;
  /** Runs a flush after so many milliseconds; 0 is the next turn of the loop. */
  readonly schedule: (ms: number, flush: () => void) => void;
}

export class Lane {
  private readonly audience = new Map<Dialect, DenseSet<ClientSocket>>();
  private entries: MessageDelivery[] = [];
  private scheduled = false;
  private tickMs = 0;
  private lastSequence = 0;

  constructor(
    readonly channelId: number,
    private readonly settings: LaneSettings,
  ) {}

  get isEmpty(): boolean {
    for (const sockets of this.audience.values()) if (sockets.size > 0) return false;
    return true;
  }

  add(socket: ClientSocket): void {
    const sockets = this.audience.get(socket.dialect) ?? new DenseSet<ClientSocket>();
    this.audience.set(socket.dialect, sockets);
    sockets.add(socket);
  }

  /** What was for it is written first. */
  remove(socket: ClientSocket): void {
    this.flush();
    this.audience.get(socket.dialect)?.delete(socket);
  }

  has(socket: ClientSocket): boolean {
    return this.audience.get(socket.dialect)?.has(socket) ?? false;
  }

  *sockets(): Iterable<ClientSocket> {
    for (const sockets of this.audience.values()) yield* sockets.items;
  }

  /** False: this sequence was here before (an outbox published twice). */
  push(message: MessageDelivery): boolean {
    if (message.messageSequence <= this.lastSequence) return false;
    this.lastSequence = message.messageSequence;
    this.entries.push(message);
    if (!this.scheduled) {
      this.scheduled = true;
      this.settings.schedule(this.tickMs, () => this.tick());
    }
    return true;
  }

  /** Writes what has gathered. Returns how many frames sockets were given. */
  flush(): number {
    const { entries } = this;
    if (entries.length === 0) return 0;
    this.entries = [];
    const senders = new Set(entries.map(({ senderId }) => senderId));
    let written = 0;
    for (const [dialect, sockets] of this.audience) {
      if (sockets.size === 0) continue;
      const frames = new TickFrames(dialect, entries);
      for (const socket of sockets.items) {
        if (socket.isExceptional(this.channelId) || senders.has(socket.userId)) this.writeEach(socket, entries, frames);
        else if (dialect.hearsMessages(this.channelId, socket)) socket.write(frames.shared);
        written += entries.length;
      }
    }
    return written;
  }

  private tick(): void {
    this.scheduled = false;
    const before = this.settings.elapsed();
    this.flush();
    const cost = this.settings.elapsed() - before;
    if (cost > UNNOTICED_MS && cost > this.tickMs * BUSY_SHARE)
      this.tickMs = Math.min(this.settings.maxTickMs, Math.ceil(cost / BUSY_SHARE));
    else if (cost < (this.tickMs * BUSY_SHARE) / 2) this.tickMs = cost <= UNNOTICED_MS ? 0 : Math.floor(this.tickMs / 2);
  }

  /** A sender's sockets, and those behind a replay, get each message in the form and at the place that is theirs. */
  private writeEach(socket: ClientSocket, entries: readonly MessageDelivery[], frames: TickFrames): void {
    entries.forEach((entry, index) => {
      if (this.acknowledge(socket, entry)) return;
      if (!socket.dialect.hearsMessages(this.channelId, socket)) return;
      const bytes = entry.senderId === socket.userId ? frames.own(index) : frames.each(index);
      socket.hear(this.channelId, entry.messageSequence, bytes);
    });
  }

  /** The ack stands where the message would. One that comes too late for its request is told as a message. */
  private acknowledge(socket: ClientSocket, { ack, channelId }: MessageDelivery): boolean {
    if (ack === undefined || ack.to.gatewayId !== this.settings.gatewayId || ack.to.socketId !== socket.id) return false;
    const turn = socket.turns.find(ack.to.reference);
    if (turn === undefined) return false;
    socket.answer(turn, ack.frame, { ackOf: channelId });
    return true;
  }
}
