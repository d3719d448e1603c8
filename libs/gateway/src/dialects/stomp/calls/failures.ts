/** How calls of `stomp` tell what went wrong: `{status, error, message, path}`; at the desk of accounts only that it did, and why. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { DomainError } from '@maru/contracts';
import { CallError, type Told, unforeseen } from '../../calls/answer-calls.js';

export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterMs?: number,
    /** Beside the message, where its clients expect more. */
    readonly beside?: object,
  ) {
    super(message);
  }
}

export function tellFailure(error: unknown, request: IncomingMessage): Told {
  const { status, message, retryAfterMs } = failureOf(error);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  return { status, body: { status, error: STATUS_CODES[status] ?? 'Error', message, path: pathname }, retryAfterMs };
}

export function tellAccountFailure(error: unknown): Told {
  const { status, message, retryAfterMs, beside } = failureOf(error);
  return { status, body: { ...beside, message }, retryAfterMs };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DomainError) return refused(error);
  const { status, message, retryAfterMs } = error instanceof CallError ? error : unforeseen(error);
  return new Failure(status, message, retryAfterMs);
}

/** Rooms that are there and yet are not for the caller, are none for him. */
function refused({ code, message }: DomainError): Failure {
  if (code === 'NOT_A_MEMBER') return new Failure(404, 'room not found');
  return new Failure(code === 'CHANNEL_FULL' || code === 'CHANNEL_LIMIT' ? 409 : 400, message);
}
