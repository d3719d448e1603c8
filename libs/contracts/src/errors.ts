/** Every code that a client can meet, with what it means. `retryable`: the same request may succeed later, unchanged. */

export interface ErrorText {
  readonly message: string;
  readonly retryable: boolean;
}

const final = (message: string): ErrorText => ({ message, retryable: false });
const passing = (message: string): ErrorText => ({ message, retryable: true });

/** The codes of `ERROR` frames, by family. */
export const frameErrors = {
  frames: {
    INVALID_JSON: final('The frame is not JSON.'),
    INVALID_FRAME: final('The frame is not an object with a text as its type.'),
    INVALID_FIELD: final('A field is missing or bad.'),
    UNKNOWN_TYPE: final('There is no such frame type.'),
    UNSUPPORTED_PROTOCOL: final('This server speaks maru.1.'),
    RATE_LIMITED: passing('Too many requests. Try again a little later.'),
    UNAVAILABLE: passing('The service does not answer at the moment. Try again.'),
    INTERNAL: passing('Something went wrong on our side.'),
  },
  connections: {
    UNKNOWN_INVITE_CODE: final('No such invite code.'),
    SELF_INVITE: final('This is your own invite code.'),
    ALREADY_INVITED: final('You have invited this person already.'),
    INVITED_BY_THEM: final('This person has invited you: accept the invitation.'),
    ALREADY_CONNECTED: final('You are connected already.'),
    INVITE_REJECTED: final('This person has declined your invitation.'),
    NOT_INVITED: final('There is no invitation from this person.'),
    NOT_CONNECTED: final('You are not connected to this person.'),
    CONNECTION_LIMIT: final('One of you has as many connections as are allowed.'),
  },
  channels: {
    NOT_A_MEMBER: final('Not a member of this channel.'),
    NOT_OWNER: final('Only the owner may do this.'),
    CHANNEL_FULL: final('The channel is full.'),
    CHANNEL_LIMIT: final('One of you is in as many channels as are allowed.'),
    DIRECT_CHANNEL: final('This cannot be done in a direct channel.'),
    NO_ACTIVE_CHANNEL: final('Enter a channel first, or name one.'),
  },
  messages: {
    NOT_YOURSELF: final('The username is not your own.'),
    IDEMPOTENCY_CONFLICT: final('This clientMessageId was used with another content.'),
  },
} as const;

type Families = typeof frameErrors;
export type FrameErrorCode = { [F in keyof Families]: keyof Families[F] }[keyof Families];

/** The same codes, flat. */
export const frameErrorTexts: Readonly<Record<FrameErrorCode, ErrorText>> = {
  ...frameErrors.frames,
  ...frameErrors.connections,
  ...frameErrors.channels,
  ...frameErrors.messages,
};

/** The codes of problem details (RFC 9457), with their HTTP status. */
export const httpErrors = {
  INVALID_BODY: { status: 400, message: 'The body is not JSON, or a field is missing or bad.' },
  UNAUTHENTICATED: { status: 401, message: 'No credentials, or they are not valid.' },
  BAD_CREDENTIALS: { status: 401, message: 'Wrong username or password.' },
  INVALID_REFRESH_TOKEN: { status: 401, message: 'The refresh token is not valid.' },
  REFRESH_REUSED: { status: 401, message: 'The refresh token was used before; the session has ended.' },
  FOREIGN_ORIGIN: { status: 403, message: 'Calls from this origin are not allowed.' },
  NOT_FOUND: { status: 404, message: 'There is nothing here.' },
  NO_SUCH_SESSION: { status: 404, message: 'You have no such session.' },
  USERNAME_TAKEN: { status: 409, message: 'This name is taken.' },
  TOO_LARGE: { status: 413, message: 'The body is too large.' },
  UNSUPPORTED_TYPE: { status: 415, message: 'The body must be application/json.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests. Try again a little later.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side.' },
  BUSY: { status: 503, message: 'Too much to do at the moment. Try again a little later.' },
} as const;
export type HttpErrorCode = keyof typeof httpErrors;

/** A refusal with a code: it answers the asker and is never retried by a bus. */
export class DomainError extends Error {
  constructor(
    readonly code: FrameErrorCode,
    detail?: string,
    readonly retryAfterMs?: number,
  ) {
    super(detail ?? frameErrorTexts[code].message);
    this.name = 'DomainError';
  }

  get retryable(): boolean {
    return frameErrorTexts[this.code].retryable;
  }
}

/** The same for HTTP: `status` may differ from the code's own (a wrong password is 401 at login, 403 when changing it). */
export class HttpError extends Error {
  readonly status: number;
  constructor(
    readonly code: HttpErrorCode,
    options: { status?: number; detail?: string; retryAfterMs?: number } = {},
  ) {
    super(options.detail ?? httpErrors[code].message);
    this.name = 'HttpError';
    this.status = options.status ?? httpErrors[code].status;
    this.retryAfterMs = options.retryAfterMs;
  }
  readonly retryAfterMs: number | undefined;
}

/** The codes with which a socket is closed, and whether a client should come back. */
export const closeCodes = {
  DRAINING: { code: 4000, comeBack: true, reason: 'draining' },
  SLOW_CONSUMER: { code: 4001, comeBack: true, reason: 'slow consumer' },
  HEARTBEAT_MISSED: { code: 4003, comeBack: true, reason: 'heartbeat missed' },
  RATE_LIMITED: { code: 4008, comeBack: true, reason: 'rate limited' },
  SESSION_ENDED: { code: 4500, comeBack: false, reason: 'session ended' },
  UNSUPPORTED_PROTOCOL: { code: 4502, comeBack: false, reason: 'unsupported protocol' },
  TOO_MANY_SOCKETS: { code: 4509, comeBack: false, reason: 'too many sockets' },
  BINARY_FRAME: { code: 1003, comeBack: false, reason: 'binary frame' },
  NOT_UTF8: { code: 1007, comeBack: false, reason: 'not UTF-8' },
  TOO_LARGE: { code: 1009, comeBack: false, reason: 'payload over 65,536 bytes' },
} as const;
export type CloseReason = keyof typeof closeCodes;
