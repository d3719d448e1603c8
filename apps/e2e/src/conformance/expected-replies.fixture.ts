/** What a frame must be answered with, whatever it says: worked out from its text alone, by nothing of the server's. */
import { countCharacters, cutCharacters, requests } from '@maru/contracts';
import type { DialectName, Frame } from './heard-frames.fixture.js';

/** One that may be said with nothing at all, or with one `ERROR`. */
const SILENT: Readonly<Record<DialectName, ReadonlySet<string>>> = {
  'maru.1': new Set(['READ_MESSAGE_ACK', 'TYPING']),
  plain: new Set(['READ_MESSAGE_ACK', 'WRITE_MESSAGE', 'KEEP_ALIVE']),
};

/** Section 4, its left column with the answers. */
export const PLAIN_ANSWERS: Readonly<Record<string, string | undefined>> = {
  FETCH_USER_INVITECODE_REQUEST: 'FETCH_USER_INVITE_CODE_RESPONSE',
  FETCH_USER_INVITE_CODE_REQUEST: 'FETCH_USER_INVITE_CODE_RESPONSE',
  INVITE_REQUEST: 'INVITE_RESPONSE',
  ACCEPT_REQUEST: 'ACCEPT_RESPONSE',
  REJECT_REQUEST: 'REJECT_RESPONSE',
  DISCONNECT_REQUEST: 'DISCONNECT_RESPONSE',
  FETCH_CONNECTIONS_REQUEST: 'FETCH_CONNECTIONS_RESPONSE',
  CREATE_REQUEST: 'CREATE_RESPONSE',
  ENTER_REQUEST: 'ENTER_RESPONSE',
  LEAVE_REQUEST: 'LEAVE_RESPONSE',
  QUIT_REQUEST: 'QUIT_RESPONSE',
  FETCH_CHANNELS_LIST_REQUEST: 'FETCH_CHANNELS_LIST_RESPONSE',
  FETCH_CHANNELS_REQUEST: 'FETCH_CHANNELS_RESPONSE',
  FETCH_CHANNEL_INVITECODE_REQUEST: 'FETCH_CHANNEL_INVITE_CODE_RESPONSE',
  FETCH_CHANNEL_INVITE_CODE_REQUEST: 'FETCH_CHANNEL_INVITE_CODE_RESPONSE',
  JOIN_REQUEST: 'JOIN_RESPONSE',
  WRITE_MESSAGE: undefined,
  KEEP_ALIVE: undefined,
  READ_MESSAGE_ACK: undefined,
};

const maru1Answers = Object.fromEntries(
  Object.entries(requests).map(([type, request]) => [type, 'answer' in request ? request.answer.shape.type.value : undefined]),
);
const answers: Readonly<Record<DialectName, Readonly<Record<string, string | undefined>>>> = {
  'maru.1': maru1Answers,
  plain: PLAIN_ANSWERS,
};

export interface Expected {
  readonly messageType: string;
  /** The answer's type; without one it is an `ERROR` or silence. */
  readonly answer?: string | undefined;
  readonly mayBeSilent: boolean;
  readonly requestId?: string | undefined;
  /** The `ERROR`'s code, where the text alone decides it. */
  readonly code?: string;
}

export function expectedReply(dialect: DialectName, text: string): Expected {
  const refused = { messageType: 'UNKNOWN', mayBeSilent: false };
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return { ...refused, code: 'INVALID_JSON' };
  }
  const { type, requestId } = (typeof frame === 'object' && frame !== null ? frame : {}) as { type?: unknown; requestId?: unknown };
  const echoed = dialect === 'maru.1' && isRequestId(requestId) ? requestId : undefined;
  if (typeof type !== 'string') return { ...refused, code: 'INVALID_FRAME', requestId: echoed };
  const messageType = cutCharacters(type, 64);
  if (!Object.hasOwn(answers[dialect], type)) return { messageType, mayBeSilent: false, code: 'UNKNOWN_TYPE', requestId: echoed };
  return { messageType, answer: answers[dialect][type], mayBeSilent: SILENT[dialect].has(type), requestId: echoed };
}

function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && countCharacters(value) <= 64;
}

/** Undefined: it is. */
export function wrongReply(expected: Expected, reply: Frame | undefined): string | undefined {
  if (reply === undefined) return 'silence';
  const isError = reply.type === 'ERROR' && reply.messageType === expected.messageType;
  if (!isError && (expected.code !== undefined || reply.type !== expected.answer)) return 'another type';
  if (reply.requestId !== expected.requestId) return 'another requestId';
  if (isError && expected.code !== undefined && reply.code !== undefined && reply.code !== expected.code) return 'another code';
  return undefined;
}
