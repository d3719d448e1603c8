/** An error on its way: what the other end has to know of it. */
import { DomainError, type FrameErrorCode, frameErrorTexts } from '@maru/contracts';

export interface WireError {
  readonly message: string;
  /** Of a refusal. */
  readonly code?: FrameErrorCode;
  readonly retryAfterMs?: number | undefined;
}

export function wireErrorOf(error: unknown): WireError {
  if (!(error instanceof Error)) return { message: String(error) };
  if (!(error instanceof DomainError)) return { message: error.message };
  return { message: error.message, code: error.code, retryAfterMs: error.retryAfterMs };
}

export function errorOf({ message, code, retryAfterMs }: WireError): Error {
  if (code === undefined || !Object.hasOwn(frameErrorTexts, code)) return new Error(message);
  return new DomainError(code, message, retryAfterMs);
}
