/** What ends a session, and what ends with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { call, expectProblem } from './http.fixture.js';
import { newName, PASSWORD, Person, type Session } from './person.fixture.js';

let maru: RunningMaru;
beforeAll(async () => {
  maru = await startMaru();
});
afterAll(() => maru.close());

/** Neither its cookie, nor its token, nor a ticket of it opens anything. */
async function expectEnded({ secret, accessToken, refreshToken }: Session): Promise<void> {
  for (const shown of [{ cookie: secret }, { bearer: accessToken }])
    expectProblem(await call(maru.url, 'GET', '/me', shown), 401, 'UNAUTHENTICATED');
  expect((await call(maru.url, 'POST', '/refresh', { body: { refreshToken } })).status).toBe(401);
}

async function expectLiving({ secret, accessToken }: Session): Promise<void> {
  for (const shown of [{ cookie: secret }, { bearer: accessToken }]) expect((await call(maru.url, 'GET', '/me', shown)).status).toBe(200);
}

/** Somebody with two sessions, a socket on each. */
async function twice() {
  const person = await Person.arrive(maru);
  const other = await person.anotherSession();
  const otherLine = await person.open({ headers: { Cookie: `SESSION=${other.secret}` } });
  return { person, other, otherLine };
}

const CLEARED = /^SESSION=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/;

it('logout ends this session, and no other', async () => {
  const { person, other, otherLine } = await twice();
  const plain = await person.open({ dialect: 'plain' });
  const reply = await person.call('POST', '/logout');
  // Closed before it is answered: all that is left is for the news to travel.
  expect(reply).toMatchObject({ status: 200, text: '' });
  expect(reply.headers['set-cookie']?.[0]).toMatch(CLEARED);
  expect(await person.line.closed).toMatchObject({ code: 4500 });
  expect(await plain.closed).toMatchObject({ code: 4500 });
  await expectEnded(person.session);
  await expectLiving(other);
  expect(await otherLine.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
});

it('logout by token ends the session of the token', async () => {
  const { person, other } = await twice();
  expect((await person.call('POST', '/logout', { bearer: other.accessToken })).status).toBe(200);
  await expectEnded(other);
  await expectLiving(person.session);
});

describe('the list of sessions', () => {
  it('has exactly those that live, and says which one asks', async () => {
    const { person, other } = await twice();
    const third = await person.anotherSession();
    await person.call('POST', '/logout', { cookie: third.secret });
    const reply = await person.call('GET', '/sessions', { headers: { 'User-Agent': 'a test' } });
    const { sessions } = reply.json as { sessions: { id: string; current: boolean }[] };
    const entry = (id: string, current: boolean) => ({
      id,
      current,
      createdAt: expect.any(Number),
      lastSeenAt: expect.any(Number),
      userAgent: expect.any(String),
    });
    expect(sessions.toSorted((a, b) => Number(b.current) - Number(a.current))).toEqual([
      entry(person.session.sessionId, true),
      entry(other.sessionId, false),
    ]);
    expect(reply.text).not.toContain(person.session.secret);
  });

  it('shows what the client called itself when it logged in', async () => {
    const name = newName();
    await Person.register(maru, name);
    const login = await call(maru.url, 'POST', '/login', {
      body: { username: name, password: PASSWORD },
      headers: { 'User-Agent': 'maru-test/1 (é)' },
    });
    const { json } = await call(maru.url, 'GET', '/sessions', { cookie: login.text });
    expect((json as { sessions: { current: boolean; userAgent: string }[] }).sessions.find(({ current }) => current)?.userAgent).toMatch(
      /^maru-test\/1/,
    );
  });

  it.each([
    ['none', ''],
    ['a long one', 'x'.repeat(8_000)],
    ['bytes', Buffer.from([0xc3, 0x28, 0xff]).toString('latin1')],
  ])('takes a client that calls itself %s', async (_what, userAgent) => {
    const { name } = await Person.register(maru);
    const headers = { 'User-Agent': userAgent };
    const login = await call(maru.url, 'POST', '/login', { body: { username: name, password: PASSWORD }, headers });
    expect(login.status).toBe(200);
    expect((await call(maru.url, 'GET', '/sessions', { cookie: login.text, headers })).json).toMatchObject({ sessions: expect.any(Array) });
  });

  it('an entry can be ended: not the one who asks', async () => {
    const { person, other, otherLine } = await twice();
    const reply = await person.call('DELETE', `/sessions/${other.sessionId}`);
    expect(reply).toMatchObject({ status: 200, text: '' });
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(await otherLine.closed).toMatchObject({ code: 4500 });
    await expectEnded(other);
    await expectLiving(person.session);
    expectProblem(await person.call('DELETE', `/sessions/${other.sessionId}`), 404, 'NO_SUCH_SESSION');
  });

  it('the entry of the one who asks is a logout', async () => {
    const { person } = await twice();
    const reply = await person.call('DELETE', `/sessions/${person.session.sessionId}`);
    expect(reply.status).toBe(200);
    expect(reply.headers['set-cookie']?.[0]).toMatch(CLEARED);
    expect(await person.line.closed).toMatchObject({ code: 4500 });
    await expectEnded(person.session);
  });

  it.each(['nonsense', '%20', '%00', 'x'.repeat(500), '..%2f..', '__proto__', '%ED%A0%80'])('there is no %s in it', async (id) => {
    const person = await Person.register(maru);
    const { status } = await person.call('DELETE', `/sessions/${id}`);
    expect(status === 404 || status === 400).toBe(true);
    await expectLiving(person.session);
  });
});

describe('a change of the password', () => {
  it('keeps this session, its socket and its tokens, and ends all others', async () => {
    const { person, other, otherLine } = await twice();
    const reply = await person.call('POST', '/password', { body: { oldPassword: PASSWORD, newPassword: 'another passphrase' } });
    expect(reply).toMatchObject({ status: 200, text: '' });
    expect(await otherLine.closed).toMatchObject({ code: 4500 });
    await expectEnded(other);
    await expectLiving(person.session);
    expect((await call(maru.url, 'POST', '/refresh', { body: { refreshToken: person.session.refreshToken } })).status).toBe(200);
    expect(await person.line.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
    const login = (password: string) => call(maru.url, 'POST', '/login', { body: { username: person.name, password } });
    expect((await login('another passphrase')).status).toBe(200);
    expectProblem(await login(PASSWORD), 401, 'BAD_CREDENTIALS');
  });

  it('needs the old one, and a good new one', async () => {
    const { person, other } = await twice();
    const change = (oldPassword: unknown, newPassword: unknown) => person.call('POST', '/password', { body: { oldPassword, newPassword } });
    expectProblem(await change('not this one', 'another passphrase'), 403, 'BAD_CREDENTIALS');
    expectProblem(await change('', 'another passphrase'), 403, 'BAD_CREDENTIALS');
    expectProblem(await change(PASSWORD, 'short'), 400, 'INVALID_BODY');
    expectProblem(await change(PASSWORD, 'password'), 400, 'INVALID_BODY');
    expectProblem(await change(PASSWORD, 'x'.repeat(129)), 400, 'INVALID_BODY');
    expectProblem(await change(undefined, 'another passphrase'), 400, 'INVALID_BODY');
    expectProblem(await change(PASSWORD, null), 400, 'INVALID_BODY');
    await expectLiving(other);
    await expectLiving(person.session);
  });
});

describe('unregister', () => {
  it('needs no password right after the login, ends everything, and the name is gone for ever', async () => {
    const { person, other, otherLine } = await twice();
    const reply = await person.call('POST', '/unregister');
    expect(reply).toMatchObject({ status: 200, text: '' });
    expect(reply.headers['set-cookie']?.[0]).toMatch(CLEARED);
    for (const line of [person.line, otherLine]) expect(await line.closed).toMatchObject({ code: 4500 });
    await expectEnded(person.session);
    await expectEnded(other);
    expectProblem(await call(maru.url, 'POST', '/login', { body: { username: person.name, password: PASSWORD } }), 401, 'BAD_CREDENTIALS');
    expectProblem(
      await call(maru.url, 'POST', '/register', { body: { username: person.name.toUpperCase(), password: PASSWORD } }),
      409,
      'USERNAME_TAKEN',
    );
  });

  it.each([
    ['an empty object', {}],
    ['the password', { password: PASSWORD }],
  ])('takes %s', async (_what, body) => {
    expect((await (await Person.register(maru)).call('POST', '/unregister', { body })).status).toBe(200);
  });

  it('refuses a wrong password even then', async () => {
    const person = await Person.arrive(maru);
    expectProblem(await person.call('POST', '/unregister', { body: { password: 'not this one' } }), 403, 'BAD_CREDENTIALS');
    expectProblem(await person.call('POST', '/unregister', { body: { password: '' } }), 403, 'BAD_CREDENTIALS');
    for (const body of [{ password: null }, { password: 5 }, [], '"x"'])
      expectProblem(await person.call('POST', '/unregister', { body }), 400, 'INVALID_BODY');
    await expectLiving(person.session);
    expect(await person.line.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
  });

  it('tells friends and channels, and leaves the messages under the name', async () => {
    const [alice, bob, carol] = await Promise.all([Person.arrive(maru), Person.arrive(maru), Person.arrive(maru)]);
    for (const friend of [bob, carol]) await alice.befriend(friend);
    const group = await alice.createGroup(bob, carol);
    const direct = await alice.createDirect(bob);
    for (const channelId of [group, direct]) await alice.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'left behind' });
    await alice.call('POST', '/unregister', { body: { password: PASSWORD } });
    await bob.line.hears('NOTIFY_QUIT', { channelId: { id: group }, username: alice.name });
    await bob.line.hears('NOTIFY_DISCONNECT', { username: alice.name });
    await bob.line.hears('NOTIFY_ROLE', { channelId: { id: group }, username: bob.name, role: 'OWNER' });
    for (const channelId of [group, direct]) {
      const page = await bob.line.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId });
      expect(page.messages).toEqual([expect.objectContaining({ username: alice.name, content: 'left behind' })]);
    }
    expect(await bob.line.outcomeOf({ type: 'WRITE_MESSAGE', channelId: direct, content: 'anyone?' })).toBe('NOT_CONNECTED');
    const { connections } = await bob.line.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'DISCONNECTED' });
    expect(connections).toEqual([expect.objectContaining({ username: alice.name, status: 'DISCONNECTED' })]);
    const { members } = await bob.line.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId: group });
    expect((members as { username: string }[]).map(({ username }) => username)).toEqual([bob.name, carol.name]);
  });
});

describe('a ticket', () => {
  it('is 128 random bits, and each is another', async () => {
    const person = await Person.register(maru);
    const tickets = await Promise.all([1, 2, 3].map(() => person.call('POST', '/ticket')));
    for (const { json } of tickets) expect(json).toEqual({ ticket: expect.stringMatching(/^[\w-]{22,}$/), expiresIn: 30 });
    expect(new Set(tickets.map(({ text }) => text)).size).toBe(3);
  });

  it('is for the handshake only', async () => {
    const person = await Person.register(maru);
    const { ticket } = (await person.call('POST', '/ticket')).json as { ticket: string };
    for (const shown of [{ cookie: ticket }, { bearer: ticket }])
      expectProblem(await call(maru.url, 'GET', '/me', shown), 401, 'UNAUTHENTICATED');
    expectProblem(await call(maru.url, 'GET', `/me?ticket=${ticket}`), 401, 'UNAUTHENTICATED');
    await (await person.open({ headers: {}, query: `?ticket=${ticket}` })).close();
  });

  it('opens one of two handshakes at the same moment', async () => {
    const person = await Person.register(maru);
    const { ticket } = (await person.call('POST', '/ticket')).json as { ticket: string };
    const tried = await Promise.allSettled([1, 2, 3].map(() => person.open({ headers: {}, query: `?ticket=${ticket}` })));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
