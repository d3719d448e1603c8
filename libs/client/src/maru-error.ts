/** The one error that the SDK throws: what a program needs in order to decide what to do next is in its `code`. */
import type { ErrorFrame, FrameErrorCode, HttpErrorCode } from '@maru/contracts';
import type { EndReason } from './socket/socket-state.js';

/** Codes that no server sent: the client is closed, or its reader does not keep up. (An answer that did not come is `UNAVAILABLE`.) */
export type ClientErrorCode = 'CLOSED' | 'TOO_SLOW';
export type MaruErrorCode = FrameErrorCode | HttpErrorCode | ClientErrorCode;

export interface MaruErrorDetails {
  /** The HTTP status, where the error came by HTTP. */
  readonly status?: number | undefined;
  readonly message: string;
  /** The same request may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

export class MaruError extends Error {
  readonly code: MaruErrorCode;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: MaruErrorCode, details: MaruErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = 'MaruError';
    this.code = code;
    this.status = details.status;
    this.retryable = details.retryable;
    this.retryAfterMs = details.retryAfterMs;
  }
}

export function fromErrorFrame(frame: ErrorFrame): MaruError {
  const { code, message, retryable, retryAfterMs } = frame;
  return new MaruError(code, { message, retryable, retryAfterMs });
}

/** Nobody answered: whether the request took effect is not known. */
export class UnansweredError extends MaruError {
  constructor(message: string, cause?: unknown) {
    super('UNAVAILABLE', { message, retryable: true, cause });
  }
}

export function unavailable(message: string, cause?: unknown): MaruError {
  return new UnansweredError(message, cause);
}

export function invalidField(message: string): MaruError {
  return new MaruError('INVALID_FIELD', { message, retryable: false });
}

const ENDS: Readonly<Record<EndReason, string>> = {
  'session-ended': 'The session has ended: log in again.',
  'too-many-sockets': 'Too many connections of this user are open.',
  unsupported: 'The server and this client do not understand each other.',
  closed: 'The client is closed.',
};

/** Asked of a client that will not come back. */
export function ended(reason: EndReason): MaruError {
  return new MaruError('CLOSED', { message: ENDS[reason], retryable: false });
}

/** Anything thrown, as a MaruError. What is not ours was not foreseen: a defect, or a network. */
export function toMaruError(thrown: unknown): MaruError {
  if (thrown instanceof MaruError) return thrown;
  return unavailable(thrown instanceof Error ? thrown.message : String(thrown), thrown);
}
