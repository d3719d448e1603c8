/** Every call has an id, which its answer, its records and its log lines carry. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { correlation } from '@maru/ports';

export const REQUEST_ID_HEADER = 'X-Request-Id';
const SANE = /^[\w.:-]{1,64}$/;

/** The caller's own id where it is a sane one, or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : randomUUID();
}

/** Writes the id on the answer, and runs what follows as its correlation. */
export function withRequestId(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const id = requestIdOf(request);
  response.setHeader(REQUEST_ID_HEADER, id);
  correlation.run(id, next);
}
