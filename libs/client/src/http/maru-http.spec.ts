import { beforeEach, describe, expect, test } from 'vitest';
import { HeldClock } from '../testing/held-clock.js';
import { MaruHttp, type MaruHttpOptions } from './maru-http.js';
import type { Session } from './tokens.js';

interface Heard {
  readonly call: string;
  readonly body: unknown;
  readonly bearer: string | null;
  readonly credentials: RequestCredentials | undefined;
}

let clock: HeldClock;
let heard: Heard[];
let sessions: (Session | undefined)[];
/** What is answered next, call by call; afterwards what a healthy server would say. */
let next: (() => Response | Promise<Response>)[];
let issued: number;

const QUIET = { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' };

function json(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json({ type: 'about:blank', title: 't', status, code, detail: `about ${code}`, requestId: 'r' }, status, headers);
}

function tokens() {
  issued++;
  return { accessToken: `access ${issued}`, refreshToken: `refresh ${issued}`, expiresIn: 900 };
}

function healthy(path: string): Response {
  if (path === '/login') return json({ sessionId: 's1', username: 'alice', ...tokens() });
  if (path === '/refresh') return json(tokens());
  if (path === '/ticket') return json({ ticket: 'a/b', expiresIn: 30 });
  if (path === '/me') return json({ username: 'alice', sessionId: 's1', createdAt: 1 });
  if (path === '/register') return json({ username: 'alice' });
  if (path === '/sessions') return json({ sessions: [{ id: 's1', current: true, createdAt: 1, lastSeenAt: 2, userAgent: 'x' }] });
  if (path === '/profile') return json({ displayName: '앨리스' });
  if (path === '/settings') return json({ quietHours: QUIET });
  return new Response('');
}

const fetch: typeof globalThis.fetch = async (input, init = {}) => {
  const path = new Request(input).url.replace('http://maru/api/v1/auth', '');
  const headers = new Headers(init.headers);
  const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
  heard.push({ call: `${init.method} ${path}`, body, bearer: headers.get('authorization'), credentials: init.credentials });
  const hangs = new Promise<never>((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  return Promise.race([Promise.resolve((next.shift() ?? (() => healthy(path)))()), hangs]);
};

function open(options: MaruHttpOptions = {}): MaruHttp {
  return new MaruHttp('http://maru/', { fetch, clock, onSession: (session) => sessions.push(session), ...options });
}

async function loggedIn(options: MaruHttpOptions = {}): Promise<MaruHttp> {
  const http = open(options);
  await http.login('alice', 'secret password');
  return http;
}

const calls = () => heard.map(({ call }) => call);

beforeEach(() => {
  clock = new HeldClock();
  heard = [];
  sessions = [];
  next = [];
  issued = 0;
});

describe('accounts and sessions', () => {
  test('each call goes where the protocol has it', async () => {
    const http = open();
    expect(await http.register('alice', 'secret password')).toEqual({ username: 'alice' });
    expect(await http.login('alice', 'secret password')).toEqual({ username: 'alice', sessionId: 's1' });
    expect(await http.me()).toEqual({ username: 'alice', sessionId: 's1', createdAt: 1 });
    expect(await http.changeProfile({ displayName: ' 앨리스' })).toEqual({ displayName: '앨리스' });
    expect(heard.at(-1)).toMatchObject({ call: 'POST /profile', body: { displayName: ' 앨리스' } });
    expect(await http.sessions()).toMatchObject([{ id: 's1', current: true }]);
    expect(await http.settings()).toEqual({ quietHours: QUIET });
    await http.changeSettings({ quietHours: QUIET });
    expect(heard.slice(-2)).toMatchObject([{ call: 'GET /settings' }, { call: 'POST /settings', body: { quietHours: QUIET } }]);
    await http.changePassword('secret password', 'another password');
    await http.endSession('s/2');
    await http.unregister('another password');
    expect(heard.slice(-3)).toMatchObject([
      { call: 'POST /password', body: { oldPassword: 'secret password', newPassword: 'another password' }, bearer: 'Bearer access 1' },
      { call: 'DELETE /sessions/s%2F2' },
      { call: 'POST /unregister', body: { password: 'another password' } },
    ]);
    expect(http.session).toBeUndefined();
  });

  test('a socket is opened with a ticket, in the place of headers', async () => {
    const http = await loggedIn();
    expect(await http.socketUrl()).toBe('ws://maru/ws/v1/message?ticket=a%2Fb');
  });

  test('logging out forgets the tokens, and says so', async () => {
    const http = await loggedIn();
    await http.logout();
    expect(sessions).toMatchObject([{ username: 'alice', refreshToken: 'refresh 1', expiresAt: clock.now() + 900_000 }, undefined]);
  });

  test('by cookie, no token is kept or sent', async () => {
    const http = await loggedIn({ credentials: 'cookie' });
    await http.ticket();
    expect(http.session).toBeUndefined();
    expect(heard.at(-1)).toMatchObject({ bearer: null, credentials: 'include' });
  });
});

describe('tokens', () => {
  test('one refresh for all who need it, before the token ends', async () => {
    const http = await loggedIn();
    await clock.advance(895_000);
    await Promise.all([http.me(), http.sessions(), http.ticket()]);
    expect(calls().filter((call) => call === 'POST /refresh')).toHaveLength(1);
    expect(heard.slice(-3).map(({ bearer }) => bearer)).toEqual(['Bearer access 2', 'Bearer access 2', 'Bearer access 2']);
    expect(sessions.at(-1)).toMatchObject({ sessionId: 's1', refreshToken: 'refresh 2' });
  });

  test('a token that is refused is refreshed, and the call made again, once', async () => {
    const http = await loggedIn();
    const refused = () => problem(401, 'UNAUTHENTICATED');
    next = [refused, refused];
    await Promise.all([http.me(), http.sessions()]);
    expect(calls()).toEqual(['POST /login', 'GET /me', 'GET /sessions', 'POST /refresh', 'GET /me', 'GET /sessions']);
    next = [refused, () => json(tokens()), refused];
    await expect(http.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401, retryable: false });
  });

  test('a session that ended ends here, too', async () => {
    const http = await loggedIn();
    next = [() => problem(401, 'REFRESH_REUSED')];
    await expect(http.refresh()).rejects.toMatchObject({ code: 'REFRESH_REUSED', message: 'about REFRESH_REUSED' });
    expect(http.session).toBeUndefined();
    await expect(http.refresh()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a refresh that nobody answered may be tried again', async () => {
    const http = await loggedIn();
    next = [() => Promise.reject(new TypeError('fetch failed'))];
    await expect(http.refresh()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await http.refresh();
    expect(http.session?.accessToken).toBe('access 2');
  });

  test('a session kept from an earlier run goes on', async () => {
    const kept = { username: 'alice', sessionId: 's1', accessToken: 'old', refreshToken: 'r', expiresAt: clock.now() - 1 };
    await open({ session: kept }).me();
    expect(heard).toMatchObject([{ call: 'POST /refresh', body: { refreshToken: 'r' } }, { bearer: 'Bearer access 1' }]);
  });
});

describe('errors', () => {
  test.each([
    [() => problem(409, 'USERNAME_TAKEN'), { code: 'USERNAME_TAKEN', status: 409, retryable: false }],
    [() => problem(429, 'RATE_LIMITED', { 'retry-after': '7' }), { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 7_000 }],
    [() => problem(503, 'BUSY', { 'retry-after': '0' }), { code: 'BUSY', retryable: true, retryAfterMs: 0 }],
    [() => problem(403, 'BAD_CREDENTIALS'), { code: 'BAD_CREDENTIALS', status: 403, retryable: false }],
    [() => problem(400, 'FROM_THE_FUTURE'), { code: 'INVALID_BODY', message: 'about FROM_THE_FUTURE' }],
    [() => new Response('<h1>Bad Gateway</h1>', { status: 502 }), { code: 'UNAVAILABLE', status: 502, retryable: true }],
    [() => Promise.reject(new TypeError('fetch failed')), { code: 'UNAVAILABLE', status: undefined, retryable: true }],
    [() => json({ name: 'not in the protocol' }), { code: 'INTERNAL', retryable: true }],
    [() => new Response('not JSON'), { code: 'INTERNAL', retryable: true }],
  ])('are MaruErrors with a code (%#)', async (answer, expected) => {
    next = [answer];
    await expect(open().register('alice', 'secret password')).rejects.toMatchObject(expected);
  });

  test('a call that hangs is given up', async () => {
    next = [() => new Promise(() => undefined)];
    const registering = open({ timeoutMs: 5_000 }).register('alice', 'secret password');
    const [outcome] = await Promise.all([Promise.allSettled([registering]), clock.advance(5_000)]);
    expect(outcome).toMatchObject([{ status: 'rejected', reason: { code: 'UNAVAILABLE', retryable: true } }]);
  });

  test('a connection that is closed beneath a call is no failure of what may be asked twice', async () => {
    const http = await loggedIn();
    const closed = () => Promise.reject(new TypeError('fetch failed'));
    next = [closed];
    await expect(http.me()).resolves.toMatchObject({ username: 'alice' });
    next = [closed];
    await expect(http.ticket()).resolves.toMatchObject({ ticket: 'a/b' });
    next = [closed, closed];
    await expect(http.me()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    next = [closed];
    await expect(http.changeProfile({ displayName: 'a' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(calls().slice(1)).toEqual(['GET /me', 'GET /me', 'POST /ticket', 'POST /ticket', 'GET /me', 'GET /me', 'POST /profile']);
  });

  test('Retry-After may be a date', async () => {
    const date = new Date(clock.now() + 9_000).toUTCString();
    next = [() => problem(429, 'RATE_LIMITED', { 'retry-after': date })];
    await expect(open().register('a', 'b')).rejects.toMatchObject({ retryAfterMs: 9_000 });
  });
});
