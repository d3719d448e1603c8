/** What a socket hears, checked against the contracts: the one place where text becomes a frame. */
import { ErrorFrame, FrameErrorCodes, notifications, requests, type ServerFrame } from '@maru/contracts';

type ServerFrameType = ServerFrame['type'];
type FrameByType = { [T in ServerFrameType]: Extract<ServerFrame, { type: T }> };

/** A refusal with a code that this client is too old to know is taken as `INTERNAL`: its `retryable` and `message` still hold. */
const LenientError = ErrorFrame.extend({ code: FrameErrorCodes.catch('INTERNAL') });

const answers = Object.values(requests).flatMap((request) => ('answer' in request ? [request.answer] : []));
const schemas = new Map([...answers, ...Object.values(notifications), LenientError].map((schema) => [schema.shape.type.value, schema]));

/** Undefined for what is no frame of this protocol: a newer server may say things that this client need not understand. */
export function parseServerFrame(text: string): ServerFrame | undefined {
  const frame = parseObject(text);
  const schema = frame === undefined ? undefined : schemas.get(frame.type);
  const result = schema?.safeParse(frame);
  return result?.success === true ? result.data : undefined;
}

function parseObject(text: string): { type: ServerFrameType } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTyped(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTyped(value: unknown): value is { type: ServerFrameType } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Who hears which frames: one function per type of frame, none where it does not matter. */
export type Hearing = { readonly [T in ServerFrameType]?: (frame: FrameByType[T]) => void };

export function hear(hearing: Hearing, frame: ServerFrame): void {
  hearAs(hearing, frame.type, frame);
}

function hearAs<T extends ServerFrameType>(hearing: Hearing, type: T, frame: FrameByType[T]): void {
  hearing[type]?.(frame);
}
