/**
 * How a socket speaks: how its bytes become our frames, which of our frames it hears and when, and how they are written.
 * Beyond the folder of a dialect nobody knows of it. Services speak `maru.1`; what comes from them is encoded in it.
 */
import type { FrameErrorCode, Refusal, RequestType, Visited } from '@maru/contracts';

/** A request by its type, its fields not yet checked. */
export type RequestFields = Readonly<Record<string, unknown>> & { readonly type: RequestType };

/** What arrived: a frame to be handled, or what is wrong with it. `messageType` is the type as it was spelled. */
export type Incoming =
  | { readonly ok: true; readonly messageType: string; readonly frame: RequestFields }
  | {
      readonly ok: false;
      readonly messageType: string;
      readonly requestId?: string;
      readonly code: FrameErrorCode;
      readonly detail?: string;
    };

/** What a dialect may know of the socket it writes to. */
export interface Listener {
  readonly username: string;
  readonly activeChannelId: number | undefined;
}

/** The request that is answered. */
export interface Asked {
  readonly messageType: string;
  readonly requestId?: string | undefined;
}

/** A dialect behind a door: what its clients say is no request of ours, and what is asked for them is answered where it was asked. */
export type DoorDialect = Omit<Dialect, 'read' | 'writeAnswer' | 'writeRefusal'>;

/** One object for all sockets of a dialect: what is written to them is shared by it. */
const behindDoors = new WeakMap<DoorDialect, Dialect>();

export function behindDoor(dialect: DoorDialect): Dialect {
  const known = behindDoors.get(dialect);
  if (known !== undefined) return known;
  const made: Dialect = {
    ...dialect,
    read: () => ({ ok: false, messageType: 'UNKNOWN', code: 'UNKNOWN_TYPE' }),
    writeAnswer: () => undefined,
    writeRefusal: ({ message }) => message,
  };
  behindDoors.set(dialect, made);
  return made;
}

export interface Dialect {
  readonly name: string;
  /** Whether such a socket is greeted and told of a drain. */
  readonly greets: boolean;
  /** The writer hears his message as everybody does, and no ack. */
  readonly echoes?: boolean;
  /** Its sockets enter no channel: what is for those who have entered one is for them, wherever they are. */
  readonly entersNone?: boolean;
  /** A text as the bytes that its lines take; without it, a frame of a WebSocket. */
  readonly frame?: (text: string) => Buffer;
  read(text: string): Incoming;
  /** `with` is the other's name, where the answer is of a direct channel. */
  writeAnswer(encoded: string, asked: Asked, listener: Listener, other?: string): string | undefined;
  writeRefusal(refusal: Refusal, asked: Asked): string;
  /** Undefined: this listener does not hear it. */
  writeNotification(encoded: string, listener: Listener): string | undefined;
  /** Whether a message of this channel is for this listener, and its form, the same for all listeners of the dialect. */
  hearsMessages(channelId: number, listener: Listener): boolean;
  writeMessage(encoded: string, senderId?: number): string;
  /** Somebody came to the channel as a visitor, or went. */
  writeVisited?(visited: Visited): string;
}
