/** Accounts over HTTP: names, passwords, logging in, refreshing, giving up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { call, expectProblem, type Reply } from './http.fixture.js';
import { logIn, newName, PASSWORD, Person, secretOf } from './person.fixture.js';

let maru: RunningMaru;
beforeAll(async () => {
  maru = await startMaru();
});
afterAll(() => maru.close());

const JSON_ONLY = { Accept: 'application/json' };
function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return call(maru.url, 'POST', path, { body, headers });
}
const register = (username: unknown, password: unknown = PASSWORD) => post('/register', { username, password });

describe('register', () => {
  it('answers the name, and opens no session', async () => {
    const reply = await register('Alice');
    expect(reply).toMatchObject({ status: 200, json: { username: 'Alice' }, text: '{"username":"Alice"}' });
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
  });

  it.each([
    ['the shortest', 'ab'],
    ['the longest', 'x'.repeat(32)],
    ['every sign', 'a_b.c-9'],
    ['Korean', '바비'],
    ['Korean in parts, made whole', '바비둘'.normalize('NFD'), '바비둘'],
    ['32 letters beyond the BMP', '𝒜'.repeat(32)],
    ['digits of other scripts', '٣٤'],
    ['a name of JavaScript', '__proto__'],
    ['another', 'constructor'],
  ])('takes %s', async (_what, username, shown = username) => {
    expect(await register(username)).toMatchObject({ status: 200, json: { username: shown } });
    expect(await logIn(maru.url, username)).toMatchObject({ username: shown });
  });

  it.each([
    ['one character', 'a'],
    ['33 characters', 'x'.repeat(33)],
    ['a blank', 'a b'],
    ['a blank around', ' ab'],
    ['an emoji', 'ab👋'],
    ['an at sign', 'a@b'],
    ['a NUL', 'ab\0'],
    ['a lone surrogate', 'ab\ud800'],
    ['a mark of its own', '\u0301\u0301'],
    ['a line', 'ab\n'],
    ['nothing', ''],
    ['a number', 42],
    ['null', null],
    ['a list', ['alice']],
    ['none', undefined],
  ])('refuses a name of %s', async (_what, username) => {
    expectProblem(await register(username), 400, 'INVALID_BODY');
  });

  it.each([
    ['of 8 characters', 'zq8 vy7ä'],
    ['of 128 characters', 'x'.repeat(128)],
    ['of 128 characters beyond the BMP', '👋'.repeat(128)],
    ['of blanks', '          '],
    ['with blanks around it', '  a passphrase  '],
  ])('takes a password %s as it is', async (_what, password) => {
    const name = newName();
    expect((await register(name, password)).status).toBe(200);
    expect((await post('/login', { username: name, password })).status).toBe(200);
    expect((await post('/login', { username: name, password: `${password} ` })).status).toBe(401);
  });

  it.each([
    ['7 characters', 'zq8 vy7'],
    ['7 characters of 14 units', '👋'.repeat(7)],
    ['129 characters', 'x'.repeat(129)],
    ['a number', 12_345_678],
    ['an empty text', ''],
    ['one of the commonest', 'password'],
    ['one of the commonest', '12345678'],
    ['one of the commonest', 'iloveyou'],
    ['one of the commonest', 'qwertyuiop'],
  ])('refuses a password of %s', async (_what, password) => {
    expectProblem(await register(newName(), password), 400, 'INVALID_BODY');
  });

  it('knows a name again without regard to case and form, and shows it as registered', async () => {
    const name = 'Ångström-ẞ';
    expect((await register(name)).status).toBe(200);
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase(), name.normalize('NFD'), 'ångström-ss'.toUpperCase()]) {
      expectProblem(await register(spelling), 409, 'USERNAME_TAKEN');
      expect(await logIn(maru.url, spelling)).toMatchObject({ username: name });
    }
  });

  it('gives one of two at the same moment the name', async () => {
    const name = newName();
    const replies = await Promise.all([register(name), register(name.toUpperCase()), register(name)]);
    expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409', '409']);
  });
});

it.each([{ username: 'somebody' }, { username: 'somebody', password: null }, { password: PASSWORD }, {}, [], 5])(
  'a registration needs both: not %j',
  async (body) => expectProblem(await post('/register', body), 400, 'INVALID_BODY'),
);

describe('login', () => {
  let name: string;
  beforeAll(async () => {
    name = newName();
    await register(name);
  });
  const good = () => ({ username: name, password: PASSWORD });

  it.each<[string, string | undefined]>([
    ['no Accept', undefined],
    ['*/*', '*/*'],
    ['text/plain', 'text/plain'],
    ['text/html', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'],
    ['application/*', 'application/*'],
    ['nonsense', ';;,/'],
  ])('with %s: the secret as a text', async (_what, accept) => {
    const reply = await post('/login', good(), accept === undefined ? {} : { Accept: accept });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    expect(reply.text).toBe(secretOf(reply));
    expect(reply.text).toMatch(/^[\w-]{22,}$/);
    expect((await call(maru.url, 'GET', '/me', { cookie: reply.text })).status).toBe(200);
  });

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json, text/plain, */*',
    'text/plain;q=0.5,application/json;q=0.9',
    'application/json; charset=utf-8',
  ])('with %s: JSON, without the secret', async (accept) => {
    const reply = await post('/login', good(), { Accept: accept });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    expect(reply.json).toEqual({
      sessionId: expect.stringMatching(/^[\w-]+$/),
      username: name,
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.stringMatching(/^[\w-]{22,}$/),
      expiresIn: 900,
    });
    expect(reply.text).not.toContain(secretOf(reply));
  });

  it('sets the cookie, exactly', async () => {
    const reply = await post('/login', good());
    expect(reply.headers['set-cookie']).toEqual([`SESSION=${reply.text}; Path=/; HttpOnly; SameSite=Lax`]);
  });

  it('makes a new session each time', async () => {
    const [one, two] = [await logIn(maru.url, name), await logIn(maru.url, name)];
    expect(one.sessionId).not.toBe(two.sessionId);
    expect(one.secret).not.toBe(two.secret);
    for (const { secret } of [one, two]) expect((await call(maru.url, 'GET', '/me', { cookie: secret })).status).toBe(200);
  });

  it.each([
    ['a wrong password', () => ({ username: name, password: 'not this one' })],
    ['nobody', () => ({ username: 'nobody-at-all', password: 'not this one' })],
    ['a name that cannot be', () => ({ username: 'no such name 👋', password: 'not this one' })],
    ['an empty name', () => ({ username: '', password: 'not this one' })],
    ['a name with a NUL', () => ({ username: 'a\0b', password: 'not this one' })],
    ['half a character as name', () => ({ username: '\ud800', password: 'not this one' })],
    ['a long name', () => ({ username: 'x'.repeat(1_000), password: 'not this one' })],
    ['a long password', () => ({ username: name, password: 'x'.repeat(1_000) })],
    ['a password with a NUL', () => ({ username: name, password: `${PASSWORD}\0` })],
    ['the password in capitals', () => ({ username: name, password: PASSWORD.toUpperCase() })],
    ['an empty password', () => ({ username: name, password: '' })],
    ['a short password', () => ({ username: name, password: 'x' })],
    ['a common password', () => ({ username: name, password: 'password' })],
  ])('refuses %s with the same bytes', async (_what, body) => {
    const headers = { 'X-Request-Id': 'the-same' };
    const [reply, other] = [await post('/login', body(), headers), await post('/login', { username: name, password: 'neither' }, headers)];
    expectProblem(reply, 401, 'BAD_CREDENTIALS');
    expect(reply.text).toBe(other.text);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['a number as name', { username: 5, password: PASSWORD }],
    ['no password', { username: 'alice' }],
    ['null', { username: null, password: null }],
    ['a list', []],
    ['a text', 'null'],
  ])('finds %s no good', async (_what, body) => {
    expectProblem(await post('/login', body), 400, 'INVALID_BODY');
  });
});

describe('refresh', () => {
  it('gives two new tokens, each refresh token once', async () => {
    const person = await Person.register(maru);
    const first = await post('/refresh', { refreshToken: person.session.refreshToken });
    expect(first).toMatchObject({
      status: 200,
      json: { accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 },
    });
    expect(Object.keys(first.json as object).toSorted()).toEqual(['accessToken', 'expiresIn', 'refreshToken']);
    const { accessToken, refreshToken } = first.json as { accessToken: string; refreshToken: string };
    expect((await call(maru.url, 'GET', '/me', { bearer: accessToken })).json).toMatchObject({ sessionId: person.session.sessionId });
    expect((await post('/refresh', { refreshToken })).status).toBe(200);
  });

  it('ends the whole session where one is used again, its sockets too', async () => {
    const person = await Person.arrive(maru);
    const { refreshToken } = person.session;
    const next = (await post('/refresh', { refreshToken })).json as { accessToken: string; refreshToken: string };
    expectProblem(await post('/refresh', { refreshToken }), 401, 'REFRESH_REUSED');
    expect(await person.line.closed).toMatchObject({ code: 4500 });
    expectProblem(await call(maru.url, 'GET', '/me', { bearer: next.accessToken }), 401, 'UNAUTHENTICATED');
    expectProblem(await person.call('GET', '/me'), 401, 'UNAUTHENTICATED');
    expect((await post('/refresh', { refreshToken: next.refreshToken })).status).toBe(401);
  });

  it('lets one of many at the same moment through, at most', async () => {
    const { session } = await Person.register(maru);
    const replies = await Promise.all(Array.from({ length: 5 }, () => post('/refresh', { refreshToken: session.refreshToken })));
    expect(replies.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(replies.filter(({ text }) => text.includes('REFRESH_REUSED')).length).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['nothing', ''],
    ['an access token', async () => (await Person.register(maru)).session.accessToken],
    ['the secret', async () => (await Person.register(maru)).session.secret],
  ])('finds %s no refresh token', async (_what, token) => {
    expectProblem(
      await post('/refresh', { refreshToken: typeof token === 'string' ? token : await token() }),
      401,
      'INVALID_REFRESH_TOKEN',
    );
  });

  it('is dead with its session', async () => {
    const person = await Person.register(maru);
    await person.call('POST', '/logout');
    expectProblem(await post('/refresh', { refreshToken: person.session.refreshToken }), 401, 'INVALID_REFRESH_TOKEN');
  });

  it('finds a body without it no good', async () => {
    for (const body of [{}, { refreshToken: null }, { refreshToken: 7 }]) expectProblem(await post('/refresh', body), 400, 'INVALID_BODY');
  });
});

describe('me', () => {
  it('says who, under which session, since when', async () => {
    const before = Date.now();
    const person = await Person.register(maru);
    const { json } = await person.call('GET', '/me', { headers: JSON_ONLY });
    expect(json).toEqual({ username: person.name, sessionId: person.session.sessionId, createdAt: expect.any(Number) });
    const { createdAt } = json as { createdAt: number };
    expect(createdAt).toBeGreaterThanOrEqual(before);
    const again = await person.anotherSession();
    expect((await call(maru.url, 'GET', '/me', { bearer: again.accessToken })).json).toMatchObject({
      createdAt,
      sessionId: again.sessionId,
    });
  });

  it('takes the token before the cookie', async () => {
    const [alice, bob] = [await Person.register(maru), await Person.register(maru)];
    expect((await alice.call('GET', '/me', { bearer: bob.session.accessToken })).json).toMatchObject({ username: bob.name });
  });
});
