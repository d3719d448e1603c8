/** From whatever was thrown to what the caller is told. */
import { DomainError, type FrameErrorCode, HttpError, type HttpErrorCode, httpErrors } from '@maru/contracts';
import { KeyValueUnavailable, QueryUnavailable } from '@maru/ports';
import { HttpException } from '@nestjs/common';

export interface Problem {
  readonly status: number;
  readonly code: HttpErrorCode | FrameErrorCode;
  readonly detail: string;
  readonly retryAfterMs?: number;
}

/** A refusal keeps its code over HTTP. This does not compile while a code has no status. */
const statusOfRefusal: Readonly<Record<FrameErrorCode, number>> = {
  INVALID_JSON: 400,
  INVALID_FRAME: 400,
  INVALID_FIELD: 400,
  UNKNOWN_TYPE: 400,
  UNSUPPORTED_PROTOCOL: 400,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
  UNKNOWN_INVITE_CODE: 404,
  SELF_INVITE: 409,
  ALREADY_INVITED: 409,
  INVITED_BY_THEM: 409,
  ALREADY_CONNECTED: 409,
  INVITE_REJECTED: 409,
  NOT_INVITED: 409,
  NOT_CONNECTED: 403,
  CONNECTION_LIMIT: 409,
  NOT_A_MEMBER: 403,
  NOT_OWNER: 403,
  CHANNEL_FULL: 409,
  CHANNEL_LIMIT: 409,
  DIRECT_CHANNEL: 409,
  NO_ACTIVE_CHANNEL: 409,
  NOT_YOURSELF: 403,
  IDEMPOTENCY_CONFLICT: 409,
};

/** What Nest and the body parser throw has a status and no code of ours. */
const codeOfStatus: Readonly<Record<number, HttpErrorCode>> = {
  400: 'INVALID_BODY',
  401: 'UNAUTHENTICATED',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_TYPE',
  429: 'RATE_LIMITED',
  503: 'BUSY',
};

export function problemOf(error: unknown): Problem {
  if (error instanceof HttpError) return withRetry(error.status, error.code, error.message, error.retryAfterMs);
  if (error instanceof DomainError) return withRetry(statusOfRefusal[error.code], error.code, error.message, error.retryAfterMs);
  if (error instanceof QueryUnavailable || error instanceof KeyValueUnavailable) return plain('BUSY');
  return plain(codeOfStatus[statusOf(error)] ?? 'INTERNAL');
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // The body parser's errors are of the package http-errors.
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
}

function plain(code: HttpErrorCode): Problem {
  return withRetry(httpErrors[code].status, code, httpErrors[code].message);
}

function withRetry(status: number, code: Problem['code'], detail: string, retryAfterMs?: number): Problem {
  if (retryAfterMs !== undefined) return { status, code, detail, retryAfterMs };
  return status === 429 || status === 503 ? { status, code, detail, retryAfterMs: 1_000 } : { status, code, detail };
}
