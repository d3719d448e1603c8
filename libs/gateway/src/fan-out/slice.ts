/** Some of the sockets that hear a channel, all of one dialect: they are written to in one go, and have heard it up to the same place. */
import type { Dialect } from '../dialects/dialect.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import type { Backlog } from './backlog.js';
import { DenseSet } from './dense-set.js';

interface Channel {
  readonly channelId: number;
  readonly gatewayId: string;
  readonly backlog: Backlog;
  readonly onWrite?: ((storedAt: number) => void) | undefined;
}

export class Slice {
  readonly sockets = new DenseSet<ClientSocket>();
  /** What all of them are told now: cut and joined once, when the first one hears it. */
  private telling: Buffer | undefined;

  constructor(
    readonly dialect: Dialect,
    private readonly channel: Channel,
    /** The place of the first message that they have not heard. */
    public next: number,
  ) {}

  /** Writes what they have not heard, to those first who wait for their acks. */
  flush(): void {
    const { next } = this;
    const { backlog, onWrite } = this.channel;
    const to = backlog.end;
    if (next === to) return;
    this.next = to;
    const senders = this.sendersFrom(next, to);
    for (const socket of this.sockets.items) if (senders.has(socket.userId)) this.writeTo(socket, next, to, senders);
    for (const socket of this.sockets.items) if (!senders.has(socket.userId)) this.writeTo(socket, next, to, senders);
    this.telling = undefined;
    const { storedAt } = backlog.at(next);
    if (storedAt !== undefined) onWrite?.(storedAt);
  }

  /** What was for it is written before it leaves. */
  remove(socket: ClientSocket): void {
    const to = this.channel.backlog.end;
    if (this.next < to) this.writeTo(socket, this.next, to, this.sendersFrom(this.next, to));
    this.telling = undefined;
    this.sockets.delete(socket);
  }

  private writeTo(socket: ClientSocket, from: number, to: number, senders: ReadonlySet<number>): void {
    const { channelId, backlog } = this.channel;
    if (senders.has(socket.userId) || socket.isExceptional(channelId)) socket.writeTogether(() => this.writeEach(socket, from, to));
    else if (this.dialect.hearsMessages(channelId, socket)) socket.write((this.telling ??= backlog.shared(this.dialect, from, to)));
  }

  /** A sender's sockets, and those behind a replay, get each message in the form and at the place that are theirs; what lies between as one. */
  private writeEach(socket: ClientSocket, from: number, to: number): void {
    const { channelId, backlog } = this.channel;
    const { dialect } = this;
    let written = from;
    const writeUpTo = (place: number) => {
      if (written < place && dialect.hearsMessages(channelId, socket)) socket.write(backlog.shared(dialect, written, place));
      written = place;
    };
    // All of it once: what is written of it is cut from there.
    backlog.shared(dialect, from, to);
    for (let place = from; place < to; place++) {
      const isOwn = backlog.at(place).senderId === socket.userId;
      if (!isOwn && !socket.isExceptional(channelId)) continue;
      writeUpTo(place);
      written = place + 1;
      if (this.acknowledge(socket, place) || !dialect.hearsMessages(channelId, socket)) continue;
      const bytes = isOwn ? backlog.own(dialect, place) : backlog.shared(dialect, place, place + 1);
      socket.hear(channelId, backlog.at(place).messageSequence, bytes);
    }
    writeUpTo(to);
  }

  /** The ack stands where the message would. One that comes too late for its request is told as a message. */
  private acknowledge(socket: ClientSocket, place: number): boolean {
    const { ack, channelId } = this.channel.backlog.at(place);
    if (ack === undefined || ack.to.gatewayId !== this.channel.gatewayId || ack.to.socketId !== socket.id) return false;
    const turn = socket.turns.find(ack.to.reference);
    if (turn === undefined) return false;
    socket.answer(turn, ack.frame, { ackOf: channelId });
    return true;
  }

  private sendersFrom(from: number, to: number): ReadonlySet<number> {
    const senders = new Set<number>();
    for (let place = from; place < to; place++) senders.add(this.channel.backlog.at(place).senderId);
    return senders;
  }
}
