/** What is wrong with a frame that a server said, in the eyes of a decoder that knows the protocol and nothing else. */
import { isDeepStrictEqual } from 'node:util';
import { ErrorFrame, frameErrorTexts, type FrameErrorCode, notifications, requests } from '@maru/contracts';
import { z } from 'zod';

export type Frame = { readonly type: string } & Readonly<Record<string, unknown>>;
export type DialectName = 'maru.1' | 'plain';

interface HeardSchemas {
  /** By type: to the socket that asked. */
  readonly answers: ReadonlyMap<string, z.ZodType>;
  /** By type: unasked. */
  readonly told: ReadonlyMap<string, z.ZodType>;
}

const answersOfMaru1 = Object.values(requests).flatMap((request) => ('answer' in request ? [request.answer as z.ZodObject] : []));
const typeOf = (schema: z.ZodObject) => (schema.shape['type'] as z.ZodLiteral<string>).value;

const channelId = z.int().min(0);
const text = z.string();
const status = z.enum(['PENDING', 'ACCEPTED', 'REJECTED', 'DISCONNECTED']);
const plain = (type: string, shape: z.ZodRawShape): [string, z.ZodType] => [type, z.strictObject({ type: z.literal(type), ...shape })];
const ofChannels = { channels: z.array(z.strictObject({ channelId, title: text, headCount: z.int().min(1) })) };

const heardSchemas: Readonly<Record<DialectName, HeardSchemas>> = {
  'maru.1': {
    answers: new Map([...answersOfMaru1.map((schema): [string, z.ZodType] => [typeOf(schema), schema]), ['ERROR', ErrorFrame]]),
    told: new Map(Object.entries(notifications)),
  },
  // Section 4 once more, written by hand as the decoders of older clients have it.
  plain: {
    answers: new Map([
      plain('FETCH_USER_INVITE_CODE_RESPONSE', { inviteCode: text }),
      plain('INVITE_RESPONSE', { inviteCode: text, status }),
      plain('ACCEPT_RESPONSE', { username: text }),
      plain('REJECT_RESPONSE', { username: text, status }),
      plain('DISCONNECT_RESPONSE', { username: text, status }),
      plain('FETCH_CONNECTIONS_RESPONSE', { connections: z.array(z.strictObject({ username: text, status })) }),
      plain('CREATE_RESPONSE', { channelId, title: text }),
      plain('ENTER_RESPONSE', { channelId, title: text }),
      plain('LEAVE_RESPONSE', {}),
      plain('QUIT_RESPONSE', { channelId }),
      plain('FETCH_CHANNELS_LIST_RESPONSE', ofChannels),
      plain('FETCH_CHANNELS_RESPONSE', ofChannels),
      plain('FETCH_CHANNEL_INVITE_CODE_RESPONSE', { channelId, inviteCode: text }),
      plain('JOIN_RESPONSE', { channelId, title: text }),
      plain('ERROR', { messageType: text, message: text.min(1) }),
    ]),
    told: new Map([
      plain('ASK_INVITE', { username: text }),
      plain('NOTIFY_ACCEPT', { username: text }),
      plain('NOTIFY_JOIN', { channelId, title: text }),
      plain('NOTIFY_MESSAGE', { channelId, username: text, content: text }),
    ]),
  },
};

export function isReply(dialect: DialectName, { type }: Frame): boolean {
  return heardSchemas[dialect].answers.has(type);
}

/** Undefined: nothing. The type is written first, no field is unknown, none is `null`, and an `ERROR` says what the book says of its code. */
export function wrongWith(dialect: DialectName, written: string): string | undefined {
  const frame = JSON.parse(written) as Frame;
  if (!written.startsWith(`{"type":${JSON.stringify(frame.type)}`)) return `the type is not first: ${written}`;
  const { answers, told } = heardSchemas[dialect];
  const schema = answers.get(frame.type) ?? told.get(frame.type);
  if (schema === undefined) return `no such frame in ${dialect}: ${written}`;
  const parsed = schema.safeParse(frame);
  if (!parsed.success) return `${z.prettifyError(parsed.error)}: ${written}`;
  if (!isDeepStrictEqual(parsed.data, frame)) return `a field too many: ${written}`;
  return dialect === 'maru.1' && frame.type === 'ERROR' ? wrongWithError(ErrorFrame.parse(frame)) : undefined;
}

function wrongWithError({ code, retryable, retryAfterMs, messageType }: z.infer<typeof ErrorFrame>): string | undefined {
  if (retryable !== frameErrorTexts[code].retryable) return `${code} is retryable: ${!retryable}`;
  if (code === 'RATE_LIMITED' && retryAfterMs === undefined) return 'RATE_LIMITED does not say when to come back';
  return isExpectedCode(messageType, code) ? undefined : `${messageType} cannot be refused with ${code}`;
}

const ANY_FRAME: readonly FrameErrorCode[] = ['INVALID_FIELD', 'RATE_LIMITED', 'UNAVAILABLE'];
const NO_FRAME: readonly FrameErrorCode[] = ['INVALID_JSON', 'INVALID_FRAME', 'UNKNOWN_TYPE', 'UNSUPPORTED_PROTOCOL', 'RATE_LIMITED'];

/** INTERNAL is never expected. */
function isExpectedCode(messageType: string, code: FrameErrorCode): boolean {
  if (!Object.hasOwn(requests, messageType)) return NO_FRAME.includes(code);
  const { errors }: { errors: readonly FrameErrorCode[] } = requests[messageType as keyof typeof requests];
  return ANY_FRAME.includes(code) || errors.includes(code);
}
