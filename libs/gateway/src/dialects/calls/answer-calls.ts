/** Calls of `rooms`: which one it is, from which page it may come, and how its answer and its errors leave. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DomainError } from '@maru/contracts';
import { BODY_BYTES } from '@maru/edge';
import { KeyValueUnavailable, QueryUnavailable } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { Detail, readJson } from './details.js';

export interface Call {
  readonly request: IncomingMessage;
  readonly groups: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  body(): Promise<unknown>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  answer(call: Call): Promise<readonly [status: number, body: unknown]>;
}

/** Where its page has always been served from. */
const PAGE = 'http://localhost:3000';
const METHODS = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';
const logger = new Logger('Dialects');

export function answerCalls(routes: readonly Route[], allowedOrigins: readonly string[]): RequestListener {
  const origins = new Set([PAGE, ...allowedOrigins]);
  return (request, response) => {
    const isPreflight = allowPage(request, response, origins);
    if (isPreflight) return void response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('OK');
    answer(routes, request)
      .then(([status, body]) => send(response, status, body))
      .catch((error: unknown) => refuse(response, error));
  };
}

/** Whether a browser only asks if it may call. */
function allowPage(request: IncomingMessage, response: ServerResponse, origins: ReadonlySet<string>): boolean {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !origins.has(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  response.setHeader('Access-Control-Allow-Methods', METHODS);
  response.setHeader('Access-Control-Max-Age', '600');
  const headers = request.headers['access-control-request-headers'];
  if (headers !== undefined) response.setHeader('Access-Control-Allow-Headers', headers);
  return true;
}

async function answer(routes: readonly Route[], request: IncomingMessage): Promise<readonly [number, unknown]> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const there = routes.filter(({ path }) => path.test(pathname));
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = there.find((candidate) => candidate.method === method);
  if (route === undefined) throw there.length > 0 ? new Detail(405, 'Method Not Allowed') : new Detail(404, 'Not Found');
  const groups = Object.entries(route.path.exec(pathname)?.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
  return await route.answer({ request, query, groups: Object.fromEntries(groups) as Record<string, string>, body: () => bodyOf(request) });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) throw new Detail(404, 'Not Found');
    throw error;
  }
}

/** What is too much of it is not kept, but is read to its end: else the caller would not hear why. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > BODY_BYTES) throw new Detail(413, 'Request Entity Too Large');
  return readJson(Buffer.concat(chunks).toString());
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, detail, retryAfterMs } = detailOf(error);
  if (retryAfterMs !== undefined) response.setHeader('Retry-After', Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  send(response, status, { detail });
}

function detailOf(error: unknown): Detail {
  if (error instanceof Detail) return error;
  if (error instanceof DomainError && error.code === 'RATE_LIMITED') return new Detail(429, 'too many requests', error.retryAfterMs);
  // It was public when it was looked for.
  if (error instanceof DomainError && error.code === 'NOT_A_MEMBER') return new Detail(404, 'room not found');
  if (error instanceof QueryUnavailable || error instanceof KeyValueUnavailable) return new Detail(503, 'try again', 1_000);
  logger.error('a call failed', error instanceof Error ? error.stack : String(error));
  return new Detail(500, 'Internal Server Error');
}
