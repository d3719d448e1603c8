/**
 * How a socket speaks: how its bytes become our frames, which of our frames it hears and when, and how they are written.
 * Beyond the folder of a dialect nobody knows of it. Services speak `maru.1`; what comes from them is encoded in it.
 */
import type { FrameErrorCode, Refusal, RequestType } from '@maru/contracts';

/** A request by its type, its fields not yet checked. */
type RequestFields = Readonly<Record<string, unknown>> & { readonly type: RequestType };

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

export interface Dialect {
  readonly name: string;
  /** Whether such a socket is greeted and told of a drain. */
  readonly greets: boolean;
  read(text: string): Incoming;
  /** `with` is the other's name, where the answer is of a direct channel. */
  writeAnswer(encoded: string, asked: Asked, listener: Listener, other?: string): string | undefined;
  writeRefusal(refusal: Refusal, asked: Asked): string;
  /** Undefined: this listener does not hear it. */
  writeNotification(encoded: string, listener: Listener): string | undefined;
  /** Whether a message of this channel is for this listener, and its form, the same for all listeners of the dialect. */
  hearsMessages(channelId: number, listener: Listener): boolean;
  writeMessage(encoded: string): string;
}
