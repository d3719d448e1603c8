/** One channel's way to the sockets that hear it, in slices: what comes within a tick is written once to each socket, as a shared buffer. */
import type { MessageDelivery } from '@maru/contracts';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Backlog } from './backlog.js';
import { Slice } from './slice.js';
import { type Turned, Wheel, type WheelSettings } from './wheel.js';

export interface LaneSettings extends WheelSettings {
  readonly gatewayId: string;
  /** So many sockets are written to without a pause. */
  readonly sliceSockets: number;
  /** Hears of each write to a slice when the oldest of its messages was stored. */
  readonly onWrite?: (storedAt: number) => void;
}

/** Hears every message of a channel as it comes, before any socket does. */
export type Ear = (message: MessageDelivery) => void;

export class Lane implements Turned {
  readonly ears = new Set<Ear>();
  private readonly backlog = new Backlog();
  private readonly slices: Slice[] = [];
  /** Where each socket is: who comes back asks for it several times. */
  private readonly sliceOf = new Map<ClientSocket, Slice>();
  private readonly wheel: Wheel;
  private lastSequence = 0;
  /** Settled when others know that this channel is heard here. */
  told: Promise<void> | undefined;

  constructor(
    readonly channelId: number,
    private readonly settings: LaneSettings,
  ) {
    this.wheel = new Wheel(this, settings);
  }

  get isEmpty(): boolean {
    return this.slices.length === 0 && this.ears.size === 0;
  }

  add(socket: ClientSocket): void {
    if (this.sliceOf.has(socket)) return;
    const { sliceSockets, gatewayId, onWrite } = this.settings;
    let slice = this.slices.find(({ dialect, sockets }) => dialect === socket.dialect && sockets.size < sliceSockets);
    if (slice === undefined) {
      slice = new Slice(socket.dialect, { channelId: this.channelId, gatewayId, backlog: this.backlog, onWrite }, this.backlog.end);
      this.slices.push(slice);
    }
    slice.sockets.add(socket);
    this.sliceOf.set(socket, slice);
  }

  remove(socket: ClientSocket): void {
    const slice = this.sliceOf.get(socket);
    this.sliceOf.delete(socket);
    slice?.remove(socket);
    if (slice?.sockets.size === 0) this.slices.splice(this.slices.indexOf(slice), 1);
    this.forgetHeard();
  }

  has(socket: ClientSocket): boolean {
    return this.sliceOf.has(socket);
  }

  *sockets(): Iterable<ClientSocket> {
    for (const { sockets } of this.slices) yield* sockets.items;
  }

  /** False: this sequence was here before (an outbox published twice). */
  push(message: MessageDelivery): boolean {
    if (message.messageSequence <= this.lastSequence) return false;
    this.lastSequence = message.messageSequence;
    for (const ear of this.ears) ear(message);
    if (this.slices.length === 0) return true;
    this.backlog.push(message);
    this.wheel.start();
    return true;
  }

  get count(): number {
    return this.slices.length;
  }

  get isBehind(): boolean {
    return this.slices.some(({ next }) => next < this.backlog.end);
  }

  /** Writes what has gathered: to one slice, or to all. */
  flush(slice?: number): void {
    if (slice === undefined) for (const one of this.slices) one.flush();
    else this.slices[slice]?.flush();
    this.forgetHeard();
  }

  private forgetHeard(): void {
    let heard = this.backlog.end;
    for (const { next } of this.slices) heard = Math.min(heard, next);
    this.backlog.dropBefore(heard);
  }
}
