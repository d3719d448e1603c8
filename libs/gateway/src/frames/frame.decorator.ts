/** Which method takes which frame. */
import type { AnswerFrame, RequestFrame, RequestType } from '@maru/contracts';
import type { Asker, Person } from '@maru/contracts';
import type { OutgoingRecord } from '@maru/ports';
import type { ClientSocket } from '../sockets/client-socket.js';

/** Who asks, as services want to know it. */
export interface Asking {
  readonly asker: Asker;
  readonly person: Person;
  readonly socket: ClientSocket;
  /** Of every command: its identity, and when its frame arrived. */
  readonly stamp: { readonly v: 1; readonly commandId: string; readonly asker: Asker; readonly at: number };
}

/**
 * Answered now, and in the same write what is told before it; or asked of a service, whose delivery brings the answer; or, undefined, done
 * without a word.
 */
export type Reply = { readonly answer: AnswerFrame; readonly tellFirst?: () => void } | { readonly command: OutgoingRecord } | undefined;
export type FrameMethod<T extends RequestType = RequestType> = (frame: RequestFrame<T>, asking: Asking) => Promise<Reply>;

type Decorator<T extends RequestType> = (target: object, key: string, descriptor: TypedPropertyDescriptor<FrameMethod<T>>) => void;

const methods = new WeakMap<object, Map<RequestType, string>>();

export function Frame<T extends RequestType>(type: T): Decorator<T> {
  return (target, key) => {
    const known = methods.get(target) ?? new Map<RequestType, string>();
    methods.set(target, known.set(type, key));
  };
}

export function framesOf(prototype: object): ReadonlyMap<RequestType, string> {
  return methods.get(prototype) ?? new Map();
}
