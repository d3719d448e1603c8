/**
 * What a channel has not yet written to all of its sockets. Each message is framed once in each dialect, and what one slice of the sockets
 * has not heard is joined once: a buffer that all of them share.
 */
import type { MessageDelivery } from '@maru/contracts';
import type { Dialect } from '../dialects/dialect.js';
import { framed } from '../sockets/web-socket-frame.js';

interface Joined {
  readonly from: number;
  readonly to: number;
  readonly bytes: Buffer;
  /** Where each frame begins, and where the last one ends. */
  readonly offsets: readonly number[];
}

interface InDialect {
  readonly frames: (Buffer | undefined)[];
  joined: Joined | undefined;
}

/** Messages have places, counted from the first that ever came. */
export class Backlog {
  private readonly messages: MessageDelivery[] = [];
  private readonly dialects = new Map<Dialect, InDialect>();
  private begin = 0;

  get end(): number {
    return this.begin + this.messages.length;
  }

  push(message: MessageDelivery): void {
    this.messages.push(message);
  }

  at(place: number): MessageDelivery {
    return this.messages[place - this.begin] as MessageDelivery;
  }

  /** The frames of `from` up to, but not with, `to`. */
  shared(dialect: Dialect, from: number, to: number): Buffer {
    const { bytes, offsets, from: first } = this.joined(dialect, from, to);
    const start = offsets[from - first] ?? 0;
    const end = offsets[to - first] ?? 0;
    return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
  }

  /** As the sender's other sockets hear it. */
  own(dialect: Dialect, place: number): Buffer {
    const { own, senderId } = this.at(place);
    return framed(dialect, dialect.writeMessage(own, senderId));
  }

  dropBefore(place: number): void {
    const count = place - this.begin;
    if (count <= 0) return;
    this.begin = place;
    this.messages.splice(0, count);
    for (const inDialect of this.dialects.values()) {
      inDialect.frames.splice(0, count);
      if (this.messages.length === 0) inDialect.joined = undefined;
    }
  }

  private joined(dialect: Dialect, from: number, to: number): Joined {
    const inDialect = this.of(dialect);
    const known = inDialect.joined;
    if (known !== undefined && known.from <= from && to <= known.to) return known;
    const frames: Buffer[] = [];
    const offsets = [0];
    for (let place = from; place < to; place++) {
      const frame = this.framed(dialect, inDialect, place);
      frames.push(frame);
      offsets.push((offsets.at(-1) ?? 0) + frame.length);
    }
    const bytes = frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
    return (inDialect.joined = { from, to, bytes, offsets });
  }

  private framed(dialect: Dialect, { frames }: InDialect, place: number): Buffer {
    const { frame, senderId } = this.at(place);
    return (frames[place - this.begin] ??= framed(dialect, dialect.writeMessage(frame, senderId)));
  }

  private of(dialect: Dialect): InDialect {
    const known = this.dialects.get(dialect);
    if (known !== undefined) return known;
    const made: InDialect = { frames: [], joined: undefined };
    this.dialects.set(dialect, made);
    return made;
  }
}
