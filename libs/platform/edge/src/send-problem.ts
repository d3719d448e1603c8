/** Problem details (RFC 9457) on their way out: as the answer to a call, or to a handshake that is refused. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemDetails } from '@maru/contracts';
import { type Problem, problemOf } from './problem.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

export function sendProblem(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const problem = problemOf(error);
  // Set by `withRequestId`, unless the call failed before it.
  const known = response.getHeader(REQUEST_ID_HEADER);
  const { headers, body } = encode(problem, typeof known === 'string' ? known : requestIdOf(request));
  response.writeHead(problem.status, headers).end(body);
}

/** Answers a handshake over the bare line, and closes it. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex, error: unknown): void {
  const { status } = problemOf(error);
  const { headers, body } = encode(problemOf(error), requestIdOf(request));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
}

function encode(problem: Problem, requestId: string): { headers: Record<string, string | number>; body: string } {
  const { status, code, detail, retryAfterMs } = problem;
  const details: ProblemDetails = { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, code, detail, requestId };
  const body = JSON.stringify(details);
  return {
    headers: {
      'Content-Type': 'application/problem+json',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      [REQUEST_ID_HEADER]: requestId,
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(retryAfterMs === undefined ? {} : { 'Retry-After': Math.max(1, Math.ceil(retryAfterMs / 1_000)) }),
    },
    body,
  };
}
