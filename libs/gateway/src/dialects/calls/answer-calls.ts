/** HTTP calls of a door: which one it is, from which page it may come, and how its answer and its errors leave. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DomainError } from '@maru/contracts';
import { BODY_BYTES } from '@maru/edge';
import { KeyValueUnavailable, QueryUnavailable } from '@maru/ports';
import { Logger } from '@nestjs/common';

export interface Call {
  readonly request: IncomingMessage;
  readonly pathname: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  body(): Promise<string>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  answer(call: Call): Promise<readonly [status: number, body: unknown]>;
}

export interface Manners {
  /** Pages that may read the answers. */
  mayCall(origin: string): boolean;
  /** Before anything else is looked at: what is thrown here refuses the call. */
  enter?(request: IncomingMessage): Promise<void>;
  /** How the dialect tells what went wrong. */
  tell(error: unknown, request: IncomingMessage): Told;
}

export interface Told {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** What is wrong with a call, whatever the dialect. */
export class CallError extends Error {
  constructor(
    readonly status: 404 | 405 | 413 | 429 | 500 | 503,
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

const METHODS = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';
const logger = new Logger('Dialects');

export function answerCalls(routes: readonly Route[], manners: Manners): RequestListener {
  return (request, response) => {
    const isPreflight = allowPage(request, response, manners);
    if (isPreflight) return void response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('OK');
    answer(routes, request, manners)
      .then(([status, body]) => send(response, status, body))
      .catch((error: unknown) => refuse(response, manners.tell(wellKnown(error), request)));
  };
}

/** Whether a browser only asks if it may call. */
function allowPage(request: IncomingMessage, response: ServerResponse, manners: Manners): boolean {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !manners.mayCall(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  response.setHeader('Access-Control-Allow-Methods', METHODS);
  response.setHeader('Access-Control-Max-Age', '600');
  const headers = request.headers['access-control-request-headers'];
  if (headers !== undefined) response.setHeader('Access-Control-Allow-Headers', headers);
  return true;
}

async function answer(routes: readonly Route[], request: IncomingMessage, manners: Manners): Promise<readonly [number, unknown]> {
  await manners.enter?.(request);
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const there = routes.filter(({ path }) => path.test(pathname));
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = there.find((candidate) => candidate.method === method);
  if (route === undefined) throw there.length > 0 ? new CallError(405, 'Method Not Allowed') : new CallError(404, 'Not Found');
  const groups = Object.entries(route.path.exec(pathname)?.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
  const named = Object.fromEntries(groups) as Record<string, string>;
  return await route.answer({ request, pathname, query, groups: named, body: () => bodyOf(request) });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) throw new CallError(404, 'Not Found');
    throw error;
  }
}

/** What is too much of it is not kept, but is read to its end: else the caller would not hear why. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > BODY_BYTES) throw new CallError(413, 'Request Entity Too Large');
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

function refuse(response: ServerResponse, { status, body, retryAfterMs }: Told): void {
  if (retryAfterMs !== undefined) response.setHeader('Retry-After', Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  send(response, status, body);
}

/** What every dialect meets, under one class. Its own errors pass, and so do refusals. */
function wellKnown(error: unknown): unknown {
  if (error instanceof DomainError && error.code === 'RATE_LIMITED') return new CallError(429, 'too many requests', error.retryAfterMs);
  if (error instanceof DomainError && error.code === 'UNAVAILABLE') return new CallError(503, 'try again', 1_000);
  if (error instanceof QueryUnavailable || error instanceof KeyValueUnavailable) return new CallError(503, 'try again', 1_000);
  return error;
}

/** For what a dialect does not know of: nobody outside is told more. */
export function unforeseen(error: unknown): CallError {
  logger.error('a call failed', error instanceof Error ? error.stack : String(error));
  return new CallError(500, 'Internal Server Error');
}
