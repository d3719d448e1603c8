/** Every HTTP call with every kind of credentials that are none, and with somebody else's. */
import { type HttpCall, httpCalls } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { type Call, expectProblem, type Reply } from './http.fixture.js';
import { logIn, newName, PASSWORD, Person, type Session } from './person.fixture.js';

let maru: RunningMaru;
let alice: Person;
let stranger: Person;
let ended: Session;
let spentTicket: string;

beforeAll(async () => {
  maru = await startMaru();
  alice = await Person.arrive(maru);
  stranger = await Person.arrive(maru);
  ended = await logIn(maru.url, alice.name);
  await alice.call('POST', '/logout', { cookie: ended.secret });
  spentTicket = (await alice.call('POST', '/ticket')).text;
});
afterAll(() => maru.close());

/** None of these is a session. `cookie: undefined` takes back the one that `Person.call` would send. */
const badCredentials: Readonly<Record<string, () => Call>> = {
  'no credentials': () => ({ cookie: undefined }),
  'the cookie of an ended session': () => ({ cookie: ended.secret }),
  'the token of an ended session': () => ({ cookie: undefined, bearer: ended.accessToken }),
  'a wrong cookie': () => ({ cookie: 'A'.repeat(43) }),
  'an empty cookie': () => ({ cookie: '' }),
  'a wrong token': () => ({ cookie: undefined, bearer: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl' }),
  'a token signed by nobody': () => ({ cookie: undefined, bearer: unsigned(alice.session.accessToken) }),
  'a refresh token': () => ({ cookie: undefined, bearer: alice.session.refreshToken }),
  'the public id of a session': () => ({ cookie: alice.session.sessionId }),
  'the public id as a token': () => ({ cookie: undefined, bearer: alice.session.sessionId }),
  'a bad token beside a good cookie': () => ({ bearer: 'nonsense' }),
  'another scheme beside a good cookie': () => ({ headers: { Authorization: 'Basic YWxpY2U6c2VjcmV0' } }),
  'a ticket': () => ({ cookie: undefined, bearer: spentTicket }),
};

function unsigned(token: string): string {
  const [, payload] = token.split('.');
  return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
}

const opened: Readonly<Record<string, number>> = { 'POST /register': 200, 'POST /login': 200, 'POST /refresh': 401 };
const bodies: Readonly<Record<string, () => object>> = {
  'POST /register': () => ({ username: newName(), password: PASSWORD }),
  'POST /login': () => ({ username: alice.name, password: PASSWORD }),
  'POST /refresh': () => ({ refreshToken: 'nonsense' }),
  'POST /profile': () => ({ displayName: '앨리스' }),
  'POST /settings': () => ({ quietHours: { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' } }),
  'POST /password': () => ({ oldPassword: PASSWORD, newPassword: 'another passphrase' }),
};
const nameOf = ({ method, path }: HttpCall) => `${method} ${path}`;
const pathOf = ({ path }: HttpCall, id: string) => path.replace('{id}', id);

describe.each(httpCalls.map((one) => [nameOf(one), one] as const))('%s', (name, one) => {
  const body = () => (bodies[name] === undefined ? {} : { body: bodies[name]() });

  it.each(Object.keys(badCredentials))('with %s', async (kind) => {
    const reply = await alice.call(one.method, pathOf(one, alice.session.sessionId), { ...body(), ...badCredentials[kind]?.() });
    expect(reply.status).toBe(opened[name] ?? 401);
    expect(reply.text.includes('"code":"UNAUTHENTICATED"')).toBe(one.authenticated);
    expect((await alice.call('GET', '/me')).status).toBe(200);
  });
});

/** What a stranger's session gets of the same call, aimed at alice where it can be. A call that is not here fails. */
const byStranger: Readonly<Record<string, (reply: Reply) => void>> = {
  'POST /register': ({ status }) => expect(status).toBe(200),
  'POST /login': ({ status }) => expect(status).toBe(200),
  'POST /refresh': (reply) => expectProblem(reply, 401, 'INVALID_REFRESH_TOKEN'),
  'POST /ticket': ({ status }) => expect(status).toBe(200),
  'GET /me': ({ json }) => expect(json).toMatchObject({ username: stranger.name, sessionId: stranger.session.sessionId }),
  'GET /sessions': ({ text }) => expect(text).not.toContain(alice.session.sessionId),
  'DELETE /sessions/{id}': (reply) => expectProblem(reply, 404, 'NO_SUCH_SESSION'),
  'GET /settings': ({ json }) => expect(json).toEqual({}),
  'POST /settings': ({ status }) => expect(status).toBe(200),
  'POST /profile': ({ status }) => expect(status).toBe(200),
  'POST /password': ({ status }) => expect(status).toBe(200),
  'POST /logout': ({ status }) => expect(status).toBe(200),
  'POST /unregister': ({ status }) => expect(status).toBe(200),
};

it.each(httpCalls.map((one) => [nameOf(one), one] as const))("%s by a stranger touches nothing of alice's", async (name, one) => {
  stranger = await Person.arrive(maru);
  const body = bodies[name] === undefined ? {} : { body: bodies[name]() };
  const check = byStranger[name];
  if (check === undefined) throw new Error(`no rule says what a stranger gets of ${name}`);
  check(await stranger.call(one.method, pathOf(one, alice.session.sessionId), body));
  expect((await alice.call('GET', '/me')).json).toMatchObject({ username: alice.name, sessionId: alice.session.sessionId });
  expect(await alice.line.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
});

it('every handshake with any of them is refused with 401', async () => {
  for (const credentials of Object.values(badCredentials)) {
    const { cookie, bearer, headers = {} }: Call = { cookie: alice.session.secret, ...credentials() };
    const shown = {
      ...(cookie === undefined ? {} : { Cookie: `SESSION=${cookie}` }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    };
    await expect(alice.open({ headers: { ...shown, ...headers } })).rejects.toMatchObject({ status: 401 });
  }
});
