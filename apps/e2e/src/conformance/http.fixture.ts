/** Bare HTTP calls: no header that is not named here, and the answer as it came. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { AUTH_PATH, type HttpErrorCode, ProblemDetails } from '@maru/contracts';
import { expect } from 'vitest';

export interface Call {
  /** An object goes as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string | undefined;
  readonly bearer?: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** Under `/api/v1/auth`, but for a path that says otherwise by a double slash. */
export async function call(url: string, method: string, path: string, { body, headers, cookie, bearer }: Call = {}): Promise<Reply> {
  const target = path.startsWith('//') ? path.slice(1) : AUTH_PATH + path;
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = Buffer.from(body === undefined ? '' : isRaw ? body : JSON.stringify(body));
  const outgoing = request(url + target, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bytes.length === 0 && method === 'GET' ? {} : { 'Content-Length': bytes.length }),
      ...(cookie === undefined ? {} : { Cookie: `SESSION=${cookie}` }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      ...headers,
    },
  });
  outgoing.end(bytes);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const written = await text(response);
  return { status: response.statusCode ?? 0, headers: response.headers, text: written, json: parsed(response, written) };
}

function parsed({ headers }: IncomingMessage, written: string): unknown {
  return /json/.test(headers['content-type'] ?? '') ? JSON.parse(written) : undefined;
}

/** Problem details as they must be, with nothing else, under the same id as in the header. */
export function expectProblem({ status, headers, json }: Reply, expectedStatus: number, code: HttpErrorCode): void {
  expect({ status, ...(json as object) }).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/./),
    status: expectedStatus,
    code,
    detail: expect.stringMatching(/./),
    requestId: headers['x-request-id'],
  });
  expect(headers['content-type']).toBe('application/problem+json');
  expect(ProblemDetails.parse(json).requestId).toMatch(/./);
}
