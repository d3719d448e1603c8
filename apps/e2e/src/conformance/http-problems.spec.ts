/** How a call is answered that is no good, whoever found it so: us, the framework or the parser. And which bodies are good. */
import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createConnection } from 'node:net';
import { type HttpErrorCode, httpCalls } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { type Call, call, expectProblem } from './http.fixture.js';
import { newName, PASSWORD, Person } from './person.fixture.js';

let maru: RunningMaru;
let alice: Person;
beforeAll(async () => {
  maru = await startMaru();
  alice = await Person.register(maru);
});
afterAll(() => maru.close());

const account = () => JSON.stringify({ username: newName(), password: PASSWORD });
const typed = (type: string, body: unknown): Call => ({ body, headers: { 'Content-Type': type } });

describe('is refused', () => {
  it.each<[string, string, string, () => Call, number, HttpErrorCode]>([
    ['an unknown route', 'GET', '/nothing', () => ({}), 404, 'NOT_FOUND'],
    ['a route below one', 'GET', '/me/more', () => ({}), 404, 'NOT_FOUND'],
    ['our path alone', 'GET', '', () => ({}), 404, 'NOT_FOUND'],
    ['another version', 'POST', '//api/v2/auth/login', () => ({ body: account() }), 404, 'NOT_FOUND'],
    ['another path', 'POST', '//api/v1/authentic/login', () => ({ body: account() }), 404, 'NOT_FOUND'],
    ['a handshake that is none', 'GET', '//ws/v1/message', () => ({}), 404, 'NOT_FOUND'],
    ['GET of what is posted', 'GET', '/login', () => ({}), 404, 'NOT_FOUND'],
    ['PUT', 'PUT', '/register', () => ({ body: account() }), 404, 'NOT_FOUND'],
    ['PATCH', 'PATCH', '/password', () => ({ body: account() }), 404, 'NOT_FOUND'],
    ['DELETE of all', 'DELETE', '/sessions', () => ({}), 404, 'NOT_FOUND'],
    ['POST of what is got', 'POST', '/me', () => ({}), 404, 'NOT_FOUND'],
    ['OPTIONS by nobody', 'OPTIONS', '/login', () => ({}), 404, 'NOT_FOUND'],
    ['an unknown method', 'PROPFIND', '/me', () => ({}), 404, 'NOT_FOUND'],
    ['no body', 'POST', '/register', () => ({}), 400, 'INVALID_BODY'],
    ['an empty body', 'POST', '/register', () => ({ body: '' }), 400, 'INVALID_BODY'],
    ['half of JSON', 'POST', '/register', () => ({ body: '{"username":' }), 400, 'INVALID_BODY'],
    ['two JSONs', 'POST', '/register', () => ({ body: '{}{}' }), 400, 'INVALID_BODY'],
    ['null', 'POST', '/register', () => ({ body: 'null' }), 400, 'INVALID_BODY'],
    ['a text', 'POST', '/login', () => ({ body: '"alice"' }), 400, 'INVALID_BODY'],
    ['a number', 'POST', '/login', () => ({ body: '7' }), 400, 'INVALID_BODY'],
    ['a list', 'POST', '/login', () => ({ body: '[]' }), 400, 'INVALID_BODY'],
    ['no UTF-8', 'POST', '/register', () => ({ body: Buffer.from([0x22, 0xff, 0x22]) }), 400, 'INVALID_BODY'],
    ['a form', 'POST', '/login', () => typed('application/x-www-form-urlencoded', 'username=a&password=b'), 415, 'UNSUPPORTED_TYPE'],
    ['a text by its type', 'POST', '/login', () => typed('text/plain', account()), 415, 'UNSUPPORTED_TYPE'],
    ['another JSON by its type', 'POST', '/login', () => typed('application/jsonp', account()), 415, 'UNSUPPORTED_TYPE'],
    ['parts', 'POST', '/login', () => typed('multipart/form-data; boundary=x', '--x--'), 415, 'UNSUPPORTED_TYPE'],
    ['a large body', 'POST', '/register', () => ({ body: `"${'x'.repeat(1_000_000)}"` }), 413, 'TOO_LARGE'],
    ['a large body of no type', 'POST', '/logout', () => typed('text/plain', 'x'.repeat(1_000_000)), 413, 'TOO_LARGE'],
    ['no session', 'GET', '/me', () => ({ cookie: undefined }), 401, 'UNAUTHENTICATED'],
    ['a bad token', 'GET', '/sessions', () => ({ bearer: 'x' }), 401, 'UNAUTHENTICATED'],
    ['a session of nobody', 'DELETE', '/sessions/x', () => ({}), 404, 'NO_SUCH_SESSION'],
    ['a taken name', 'POST', '/register', () => ({ body: { username: alice.name, password: PASSWORD } }), 409, 'USERNAME_TAKEN'],
  ])('%s', async (_what, method, path, options, status, code) => {
    expectProblem(await alice.call(method, path, { headers: {}, ...options() }), status, code);
  });

  it('a body without a type', async () => {
    const outgoing = request(`${maru.url}/api/v1/auth/login`, { method: 'POST' });
    outgoing.end(account());
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(415);
    expect(JSON.parse(await text(response))).toMatchObject({ code: 'UNSUPPORTED_TYPE' });
  });

  it('what says it is compressed and is not', async () => {
    const reply = await alice.call('POST', '/login', { body: account(), headers: { 'Content-Encoding': 'gzip' } });
    expect(reply.status === 400 || reply.status === 415).toBe(true);
    expect(reply.headers['content-type']).toBe('application/problem+json');
  });

  it.each(['%', '%zz', '%E0%A4%A', '%00'])('a path that cannot be read: %s', async (path) => {
    const reply = await alice.call('DELETE', `/sessions/${path}`);
    expect(reply.status === 400 || reply.status === 404).toBe(true);
    expect(reply.headers['content-type']).toBe('application/problem+json');
  });
});

describe('is taken', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON',
    'application/json ; x=y',
  ])('a body of the type %s', async (type) => {
    expect((await alice.call('POST', '/register', typed(type, account()))).status).toBe(200);
  });

  it('a field that nobody knows', async () => {
    const body = { username: newName(), password: PASSWORD, admin: true, __proto__: { admin: true } };
    expect(await alice.call('POST', '/register', { body })).toMatchObject({ status: 200, json: { username: body.username } });
  });

  it.each([
    ['a type and no body', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    ['JSON and no body', { headers: { 'Content-Type': 'application/json' } }],
    ['an empty object', { body: {} }],
  ])('%s where none is needed', async (_what, options: Call) => {
    expect((await alice.call('POST', '/ticket', options)).status).toBe(200);
  });

  it('an answer in whatever is accepted', async () => {
    for (const accept of ['*/*', 'text/html', 'application/json', 'image/png'])
      expect((await alice.call('GET', '/me', { headers: { Accept: accept } })).json).toMatchObject({ username: alice.name });
  });
});

describe('the id of a call', () => {
  it('is the given one, in the header and in the problem', async () => {
    const headers = { 'X-Request-Id': 'my-call.1:2' };
    expect((await alice.call('GET', '/me', { headers })).headers['x-request-id']).toBe('my-call.1:2');
    expect((await alice.call('GET', '/none', { headers })).json).toMatchObject({ requestId: 'my-call.1:2' });
  });

  it('is on every answer, and each time another', async () => {
    const replies = await Promise.all(['/me', '/sessions', '/none', '//health', '//metrics', '//'].map((path) => alice.call('GET', path)));
    const ids = replies.map(({ headers }) => headers['x-request-id']);
    expect(new Set(ids).size).toBe(replies.length);
    for (const id of ids) expect(id).toMatch(/^[\w.:-]{1,64}$/);
  });

  it('is not taken over where it is strange', async () => {
    const given = '<script>'.repeat(3);
    expect((await alice.call('GET', '/none', { headers: { 'X-Request-Id': given } })).text).not.toContain('script');
  });
});

it('nothing of an answer is to be kept by anybody between', async () => {
  for (const { method, path } of httpCalls.filter(({ path: where }) => !/logout|unregister/.test(where))) {
    const { headers } = await alice.call(method, path);
    expect(headers['cache-control']).toBe('no-store');
  }
});

describe('clients that offer h2c with every call', () => {
  const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA' };

  it('are answered as all others, with and without a body', async () => {
    const username = newName();
    const body = { username, password: PASSWORD };
    expect(await call(maru.url, 'POST', '/register', { body, headers: offer })).toMatchObject({ status: 200, json: { username } });
    const login = await call(maru.url, 'POST', '/login', { body, headers: offer });
    expect(login).toMatchObject({ status: 200 });
    expect(login.headers['content-type']).toMatch(/^text\/plain/);
    expect((await call(maru.url, 'GET', '/me', { headers: offer, cookie: login.text })).json).toMatchObject({ username });
    expect((await call(maru.url, 'POST', '/logout', { headers: offer, cookie: login.text })).status).toBe(200);
    expectProblem(await call(maru.url, 'GET', '/me', { headers: offer }), 401, 'UNAUTHENTICATED');
  });

  it('an upgrade to nothing we know is a call like any other', async () => {
    expect((await alice.call('GET', '/me', { headers: { Connection: 'Upgrade', Upgrade: 'TLS/1.0' } })).status).toBe(200);
  });
});

it.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a header bomb', `GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n${'X-Y: z\r\n'.repeat(20_000)}\r\n`],
  ['one long header', `GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(100_000)}\r\n\r\n`],
  ['two lengths', 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
  [
    'two ideas of length',
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
])('%s is refused with 4xx, and the next caller does not notice', async (_what, bytes) => {
  const { port, hostname } = new URL(maru.url);
  const socket = createConnection(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  socket.write(bytes);
  expect(await text(socket).catch(() => 'HTTP/1.1 431 cut off')).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect((await alice.call('GET', '/me')).status).toBe(200);
});
