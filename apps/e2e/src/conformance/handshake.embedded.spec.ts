/** The handshake, in its order: the page it comes from, who it is, and the dialect. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { Hello, Limits } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from './http.fixture.js';
import { Line, type LineOptions, type Refused } from './line.fixture.js';
import { newName, Person } from './person.fixture.js';

let maru: EmbeddedMaru;
let alice: Person;
beforeAll(async () => {
  maru = await startEmbedded({
    env: { MARU_LIMITS: 'relaxed', MARU_LIMIT_SOCKETS: '3', MARU_ALLOWED_ORIGINS: 'https://chat.example,http://localhost:5173' },
  });
  alice = await Person.arrive(maru);
});
afterAll(() => maru.close());

const cookie = () => ({ Cookie: `SESSION=${alice.session.secret}` });
const bearer = () => ({ Authorization: `Bearer ${alice.session.accessToken}` });
async function ticket(): Promise<string> {
  return ((await alice.call('POST', '/ticket')).json as { ticket: string }).ticket;
}

/** What became of it, in a word. It is closed again. */
async function outcomeOf(options: LineOptions): Promise<string> {
  const line = await Line.open(maru.wsUrl, options).catch((error: Refused) => error);
  if (!(line instanceof Line)) return `${line.status} ${(JSON.parse(line.body) as { code: string }).code}`;
  const { name } = alice;
  const greeting = await line.hears('HELLO').catch(() => ({ username: 'nobody' }));
  await line.close();
  return greeting.username === name ? 'open' : String(greeting.username);
}

describe('the page', () => {
  const host = () => new URL(maru.url).host;
  it.each([
    ['none', () => undefined, 'open'],
    ['our own host', () => `http://${host()}`, 'open'],
    ['our own host in capitals', () => `HTTP://${host().toUpperCase()}`, 'open'],
    ['one on the list', () => 'https://chat.example', 'open'],
    ['another on the list', () => 'http://localhost:5173', 'open'],
    ['a stranger', () => 'https://evil.example', '403 FOREIGN_ORIGIN'],
    ['null', () => 'null', '403 FOREIGN_ORIGIN'],
    ['an empty one', () => '', '403 FOREIGN_ORIGIN'],
    ['a name that begins like ours', () => `http://${host()}.evil.example`, '403 FOREIGN_ORIGIN'],
    ['our name, another port', () => 'http://127.0.0.1:1', '403 FOREIGN_ORIGIN'],
    ['one on the list, another scheme', () => 'http://chat.example', '403 FOREIGN_ORIGIN'],
    ['below one on the list', () => 'https://a.chat.example', '403 FOREIGN_ORIGIN'],
    ['a file', () => 'file://', '403 FOREIGN_ORIGIN'],
  ])('%s', async (_what, origin, outcome) => {
    const page = origin();
    expect(await outcomeOf({ headers: { ...cookie(), ...(page === undefined ? {} : { Origin: page }) } })).toBe(outcome);
  });

  it('is looked at before credentials, and before a ticket is spent', async () => {
    const query = `?ticket=${await ticket()}`;
    const foreign = { Origin: 'https://evil.example' };
    expect(await outcomeOf({ headers: foreign })).toBe('403 FOREIGN_ORIGIN');
    expect(await outcomeOf({ query, headers: foreign })).toBe('403 FOREIGN_ORIGIN');
    expect(await outcomeOf({ query })).toBe('open');
    expect(await outcomeOf({ query })).toBe('401 UNAUTHENTICATED');
  });
});

describe('credentials', () => {
  it.each<[string, () => Promise<LineOptions> | LineOptions, string]>([
    ['a cookie', () => ({ headers: cookie() }), 'open'],
    ['a cookie among others', () => ({ headers: { Cookie: `a=b; ${cookie().Cookie}; SESSIONS=x` } }), 'open'],
    ['a token', () => ({ headers: bearer() }), 'open'],
    ['a token in small letters', () => ({ headers: { authorization: `bearer ${alice.session.accessToken}` } }), 'open'],
    ['a ticket', async () => ({ query: `?ticket=${await ticket()}` }), 'open'],
    [
      'a ticket beside a bad token and a bad cookie',
      async () => ({ query: `?ticket=${await ticket()}`, headers: { Cookie: 'SESSION=x', Authorization: 'Bearer x' } }),
      'open',
    ],
    ['a good token beside a bad cookie', () => ({ headers: { ...bearer(), Cookie: 'SESSION=x' } }), 'open'],
    ['a bad ticket beside good others', () => ({ query: '?ticket=x', headers: { ...bearer(), ...cookie() } }), '401 UNAUTHENTICATED'],
    ['an empty ticket beside good others', () => ({ query: '?ticket=', headers: { ...bearer(), ...cookie() } }), '401 UNAUTHENTICATED'],
    ['a bad token beside a good cookie', () => ({ headers: { ...cookie(), Authorization: 'Bearer x' } }), '401 UNAUTHENTICATED'],
    ['none', () => ({}), '401 UNAUTHENTICATED'],
    ['the public id as a cookie', () => ({ headers: { Cookie: `SESSION=${alice.session.sessionId}` } }), '401 UNAUTHENTICATED'],
    ['the public id as a token', () => ({ headers: { Authorization: `Bearer ${alice.session.sessionId}` } }), '401 UNAUTHENTICATED'],
    ['the secret as a ticket', () => ({ query: `?ticket=${alice.session.secret}` }), '401 UNAUTHENTICATED'],
    ['a refresh token', () => ({ headers: { Authorization: `Bearer ${alice.session.refreshToken}` } }), '401 UNAUTHENTICATED'],
  ])('%s', async (_what, options, outcome) => {
    expect(await outcomeOf(await options())).toBe(outcome);
  });

  it('a refusal is problem details with the id of the call', async () => {
    const refused = (await Line.open(maru.wsUrl, { headers: { 'X-Request-Id': 'hands-1' } }).catch((error: unknown) => error)) as Refused;
    const { status, body, answer } = refused;
    expectProblem({ status, text: body, json: JSON.parse(body), headers: answer.headers }, 401, 'UNAUTHENTICATED');
    expect(answer.headers['x-request-id']).toBe('hands-1');
  });

  it('a ticket dies with its session', async () => {
    const other = await alice.anotherSession();
    const { json } = await alice.call('POST', '/ticket', { cookie: other.secret });
    await alice.call('POST', '/logout', { cookie: other.secret });
    expect(await outcomeOf({ query: `?ticket=${(json as { ticket: string }).ticket}` })).toBe('401 UNAUTHENTICATED');
  });
});

describe('the dialect', () => {
  it('maru.1 is echoed, wherever it stands, without compression', async () => {
    for (const protocols of [['maru.1'], ['maru.2', 'maru.1'], ['maru.1', 'maru.2', 'x']]) {
      const line = await alice.open({ protocols });
      expect(line.webSocket.protocol).toBe('maru.1');
      expect(line.webSocket.extensions).toBe('');
      await line.hears('HELLO');
      await line.close();
    }
  });

  it.each(['maru.2', 'maru.10', 'MARU.1', 'constructor', 'toString', '__proto__'])(
    '%s alone is told that we do not speak it',
    async (protocol) => {
      const line = await alice.open({ protocols: [protocol, 'chat'] });
      expect(line.webSocket.protocol).toBe(protocol);
      expect(await line.closed).toMatchObject({ code: 4502 });
      expect(line.heard).toEqual([
        expect.objectContaining({ type: 'ERROR', messageType: 'UNKNOWN', code: 'UNSUPPORTED_PROTOCOL', retryable: false }),
      ]);
      expect(line.wrong).toEqual([]);
    },
  );

  it('none is plain, and is not greeted', async () => {
    const line = await alice.open({ dialect: 'plain' });
    expect(line.webSocket.protocol).toBe('');
    expect(await line.ask({ type: 'FETCH_USER_INVITECODE_REQUEST' })).toMatchObject({ type: 'FETCH_USER_INVITE_CODE_RESPONSE' });
    expect(line.heard[0]).toMatchObject({ type: 'FETCH_USER_INVITE_CODE_RESPONSE' });
    await line.close();
  });
});

describe('HELLO', () => {
  it('is the first frame, with all that it must say', async () => {
    const before = Date.now();
    const line = await Line.open(maru.wsUrl, { headers: cookie() });
    line.send({ type: 'KEEP_ALIVE' });
    await line.hears('KEEP_ALIVE_RESPONSE');
    const hello = Hello.parse(line.heard[0]);
    expect(hello).toMatchObject({ username: alice.name, sessionId: alice.session.sessionId, heartbeatMs: 25_000 });
    expect(hello.limits).toMatchObject({ sockets: 3, frameBytes: 65_536, contentCharacters: 4_000, historyPage: 100 });
    expect(hello.serverTime).toBeGreaterThanOrEqual(before);
    expect(hello.serverTime).toBeLessThanOrEqual(Date.now());
    await line.close();
  });

  it('does not tell the secret', async () => {
    expect(JSON.stringify(alice.line.heard)).not.toContain(alice.session.secret);
  });

  it('says the start values where nothing is set', async () => {
    const plainMaru = await startEmbedded();
    const { line } = await Person.arrive(plainMaru);
    const { messagesPerMinute, framesPerMinute, messagesBurst: burst, sockets, connections } = Limits.parse({});
    expect(Hello.parse(line.heard[0]).limits).toMatchObject({ messagesPerMinute, framesPerMinute, burst, sockets, connections });
    expect({ messagesPerMinute, framesPerMinute, burst, sockets, connections }).toEqual({
      messagesPerMinute: 500,
      framesPerMinute: 120,
      burst: 100,
      sockets: 10,
      connections: 1_000,
    });
    await plainMaru.close();
  });
});

it('one socket too many is closed with 4509 after the handshake, without a HELLO, and frees nothing', async () => {
  const bob = await Person.arrive(maru, newName());
  const [second, third] = [await bob.open(), await bob.open({ dialect: 'plain' })];
  const tooMany = await bob.open({ protocols: ['maru.1'] });
  expect(await tooMany.closed).toMatchObject({ code: 4509 });
  expect(tooMany.heard).toEqual([]);
  expect(await second.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
  await third.close();
  await expect.poll(async () => (await bob.open()).heard[0]?.type).toBe('HELLO');
});

it.each(['/ws/v1/message/', '/ws/v1', '/ws/v2/message', '/'])('there is nothing at %s', async (path) => {
  await expect(Line.open(`ws://${new URL(maru.url).host}${path}`, { headers: cookie() })).rejects.toMatchObject({ status: 404 });
});
