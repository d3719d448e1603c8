import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '@maru/contracts';

/** Calls carry small JSON objects. */
export const BODY_BYTES = 65_536;
const JSON_TYPE = /^application\/json\s*(;|$)/i;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Turns the bytes of a call into its `body`. Without bytes there is none, whatever the headers say about it: clients send all sorts of them
 * with an empty body. Expects a parser in front that reads every type into a buffer.
 */
export function jsonBody(request: IncomingMessage & { body?: unknown }, _response: ServerResponse, next: (error?: unknown) => void): void {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) {
    request.body = undefined;
    return next();
  }
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) return next(new HttpError('UNSUPPORTED_TYPE'));
  try {
    request.body = JSON.parse(decoder.decode(body));
  } catch (error) {
    // Not UTF-8, or not JSON. The parser's own words may quote a password.
    if (!(error instanceof TypeError || error instanceof SyntaxError)) return next(error);
    return next(new HttpError('INVALID_BODY', { detail: 'The body is not JSON.' }));
  }
  next();
}
