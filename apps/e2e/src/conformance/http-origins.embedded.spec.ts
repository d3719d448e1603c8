/** Calls from pages: whose pages may call, by what, and what their browsers are told. */
import { httpCalls } from '@maru/contracts';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from './http.fixture.js';
import { newName, PASSWORD, Person } from './person.fixture.js';

const ALLOWED = 'https://chat.example';
let maru: EmbeddedMaru;
let alice: Person;
beforeAll(async () => {
  maru = await startEmbedded({
    env: { MARU_LIMITS: 'relaxed', MARU_ALLOWED_ORIGINS: `${ALLOWED}, http://localhost:5173`, MARU_TRUSTED_PROXIES: 'loopback' },
  });
  alice = await Person.register(maru);
});
afterAll(() => maru.close());

const changing = httpCalls.filter(({ method, authenticated }) => method !== 'GET' && authenticated);
const foreign = [
  'https://evil.example',
  'null',
  'http://chat.example',
  'https://chat.example.evil',
  'https://chat.example:444',
  'file://',
  '',
];

describe.each(changing.map(({ method, path }) => [method, path] as const))('%s %s by cookie', (method, path) => {
  it.each(foreign)('from %j is refused, and does nothing', async (origin) => {
    const reply = await alice.call(method, path, { headers: { Origin: origin }, body: {} });
    expectProblem(reply, 403, 'FOREIGN_ORIGIN');
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    expect((await alice.call('GET', '/me')).status).toBe(200);
  });
});

describe('may', () => {
  it.each(['https://evil.example', 'null'])('a page from %s by token, which it cannot have got from us', async (origin) => {
    const options = { cookie: undefined, bearer: alice.session.accessToken, headers: { Origin: origin } };
    expect((await alice.call('POST', '/ticket', options)).status).toBe(200);
  });

  it('a page from anywhere ask what changes nothing: its browser keeps the answer from it', async () => {
    const { status, headers } = await alice.call('GET', '/me', { headers: { Origin: 'https://evil.example' } });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['vary']).toMatch(/Origin/i);
  });

  it.each([ALLOWED, 'http://localhost:5173'])('a page from %s, and read the answer', async (origin) => {
    for (const [method, path] of [
      ['POST', '/ticket'],
      ['GET', '/me'],
      ['GET', '/none'],
    ] as const) {
      const { headers } = await alice.call(method, path, { headers: { Origin: origin } });
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-allow-credentials']).toBe('true');
    }
    expect((await alice.call('POST', '/ticket', { headers: { Origin: origin } })).status).toBe(200);
  });

  it('a page of our own host, without a word about it', async () => {
    const { status, headers } = await alice.call('POST', '/ticket', { headers: { Origin: maru.url } });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a browser that asks first', () => {
  const preflight = (origin: string) => ({
    cookie: undefined,
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,content-type' },
  });

  it.each(httpCalls.map(({ path }) => path))('is let through to %s from the list', async (path) => {
    const { status, headers, text } = await alice.call('OPTIONS', path, preflight(ALLOWED));
    expect([status, text]).toEqual([204, '']);
    expect(headers['access-control-allow-origin']).toBe(ALLOWED);
    expect(headers['access-control-allow-credentials']).toBe('true');
    expect(headers['access-control-allow-methods']).toMatch(/POST/);
    expect(headers['access-control-allow-methods']).toMatch(/DELETE/);
    expect(headers['access-control-allow-headers']).toMatch(/content-type/i);
    expect(headers['access-control-allow-headers']).toMatch(/authorization/i);
  });

  it.each(foreign)('is told nothing from %j', async (origin) => {
    const { status, headers } = await alice.call('OPTIONS', '/login', preflight(origin));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

it.each([
  ['https', true],
  ['http', false],
])('behind a proxy that speaks %s the cookie is Secure: %s', async (proto, secure) => {
  const username = newName();
  const body = { username, password: PASSWORD };
  await alice.call('POST', '/register', { body });
  const login = await alice.call('POST', '/login', { body, headers: { 'X-Forwarded-Proto': proto } });
  expect(/; Secure/.test(login.headers['set-cookie']?.[0] ?? '')).toBe(secure);
  const logout = await alice.call('POST', '/logout', { cookie: login.text, headers: { 'X-Forwarded-Proto': proto } });
  expect(logout.headers['set-cookie']?.[0]).toMatch(
    secure ? /^SESSION=; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=0$/ : /^SESSION=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/,
  );
});
