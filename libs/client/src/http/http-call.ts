/** One call under `/api/v1/auth`: JSON out, JSON in, every failure a MaruError. */
import { AUTH_PATH, type HttpErrorCode, httpErrors, ProblemDetails } from '@maru/contracts';
import type { Clock } from '../clock.js';
import { MaruError, unavailable } from '../maru-error.js';

/** What a zod schema can do, as far as it matters here. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

export interface HttpCall<T> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** Absent: what is answered does not matter, only that it is. */
  readonly answer?: Schema<T>;
  /** Made twice it does no more than once. Every GET is so. */
  readonly repeatable?: boolean;
}

export interface HttpOptions {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Whether the browser sends its cookie. */
  readonly withCookie: boolean;
}

export async function call<T = void>(
  options: HttpOptions,
  { method, path, body, answer, repeatable = method === 'GET' }: HttpCall<T>,
  accessToken?: string,
): Promise<T> {
  const abort = new AbortController();
  const cancel = options.clock.after(options.timeoutMs, () => abort.abort());
  try {
    const fetch = () =>
      options.fetch(`${options.baseUrl}${AUTH_PATH}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: options.withCookie ? 'include' : 'omit',
        signal: abort.signal,
      });
    const response = repeatable ? await overKeptConnection(fetch, abort.signal) : await fetch();
    const text = await response.text();
    if (!response.ok) throw refusalOf(response, text, options.clock.now());
    return read(answer, text);
  } catch (error) {
    throw error instanceof MaruError ? error : unavailable(`Maru cannot be reached at ${options.baseUrl}.`, error);
  } finally {
    cancel();
  }
}

/** A kept connection may be closed by a server that goes while the next call is on its way: asked again, it is asked of another. */
function overKeptConnection(fetch: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  return fetch().catch((error: unknown) => {
    if (signal.aborted) throw error;
    return fetch();
  });
}

function read<T>(answer: Schema<T> | undefined, text: string): T {
  if (answer === undefined) return undefined as T;
  const result = answer.safeParse(parse(text));
  if (result.success) return result.data;
  throw new MaruError('INTERNAL', { message: 'The answer is not what the protocol says.', retryable: true });
}

/** The problem as the server told it; an answer of something in between (a proxy's page) is known by its status alone. */
function refusalOf(response: Response, text: string, now: number): MaruError {
  const { status } = response;
  const problem = ProblemDetails.safeParse(parse(text));
  const code = problem.success && isHttpErrorCode(problem.data.code) ? problem.data.code : undefined;
  const retryable = status >= 500 || status === 429;
  return new MaruError(code ?? codeOf(status), {
    status,
    message: problem.success ? problem.data.detail : `HTTP ${status}`,
    retryable,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now),
  });
}

function codeOf(status: number): HttpErrorCode | 'UNAVAILABLE' {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 413) return 'TOO_LARGE';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'INVALID_BODY';
}

function isHttpErrorCode(code: string): code is HttpErrorCode {
  return Object.hasOwn(httpErrors, code);
}

/** Seconds, or a date. */
function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
