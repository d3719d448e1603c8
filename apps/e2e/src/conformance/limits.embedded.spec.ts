/** The numbers of section 2.6, made small: what is over a limit is refused, says when to come back, and has no effect. */
import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, expectProblem, type Reply } from './http.fixture.js';
import type { Frame } from './heard-frames.fixture.js';
import type { Line } from './line.fixture.js';
import { logIn, newName, PASSWORD, Person } from './person.fixture.js';

const running: EmbeddedMaru[] = [];
async function startWith(limits: Readonly<Record<string, number>>, env: Record<string, string> = {}): Promise<EmbeddedMaru> {
  const set = Object.fromEntries(Object.entries(limits).map(([name, value]) => [`MARU_LIMIT_${name}`, String(value)]));
  const maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed', MARU_TRUSTED_PROXIES: 'loopback', ...set, ...env } });
  running.push(maru);
  return maru;
}
afterAll(async () => {
  for (const maru of running) await maru.close();
});

function expectLimited(reply: Reply): void {
  expectProblem(reply, 429, 'RATE_LIMITED');
  expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(Number(reply.headers['retry-after'])).toBeLessThanOrEqual(61);
}

describe('of calls', () => {
  let maru: EmbeddedMaru;
  let addresses = 0;
  /** Each check calls from an address of its own. */
  const newAddress = () => `198.51.100.${++addresses}`;
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  beforeAll(async () => {
    maru = await startWith({ REGISTERS_PER_MINUTE: 3, LOGINS_PER_MINUTE: 4, LOGINS_PER_ACCOUNT_PER_MINUTE: 2, TICKETS_PER_MINUTE: 3 });
  });
  const register = (address: string, username = newName()) =>
    call(maru.url, 'POST', '/register', { body: { username, password: PASSWORD }, headers: from(address) });
  const login = (address: string, username: string, password = PASSWORD) =>
    call(maru.url, 'POST', '/login', { body: { username, password }, headers: from(address) });

  it('register, by address', async () => {
    const address = newAddress();
    for (let i = 0; i < 3; i++) expect((await register(address)).status).toBe(200);
    const name = newName();
    expectLimited(await register(address, name));
    expect((await register(newAddress(), name)).status).toBe(200);
  });

  it('register, taken names too', async () => {
    const [address, name] = [newAddress(), newName()];
    await register(newAddress(), name);
    for (let i = 0; i < 3; i++) expectProblem(await register(address, name), 409, 'USERNAME_TAKEN');
    expectLimited(await register(address, name));
  });

  it('login, by address', async () => {
    const address = newAddress();
    for (let i = 0; i < 4; i++) expectProblem(await login(address, newName()), 401, 'BAD_CREDENTIALS');
    expectLimited(await login(address, newName()));
  });

  it('login, by account, without locking its owner out', async () => {
    const [name, attacker] = [newName(), newAddress()];
    await register(newAddress(), name);
    for (let i = 0; i < 2; i++) expectProblem(await login(attacker, name, 'not this one'), 401, 'BAD_CREDENTIALS');
    expectLimited(await login(attacker, name, 'not this one'));
    expect((await login(newAddress(), name)).status).toBe(200);
  });

  it('tickets, by address', async () => {
    const [name, address] = [newName(), newAddress()];
    await register(newAddress(), name);
    const { text: cookie } = await login(newAddress(), name);
    const ticket = () => call(maru.url, 'POST', '/ticket', { cookie, headers: from(address) });
    for (let i = 0; i < 3; i++) expect((await ticket()).status).toBe(200);
    expectLimited(await ticket());
  });
});

let batches = 0;
/** The outcomes of frames sent at once, in order. */
async function outcomesOf(line: Line, count: number, frame: (i: number) => object): Promise<string[]> {
  const batch = ++batches;
  for (let i = 0; i < count; i++) line.send({ ...frame(i), requestId: `${batch}-${i}` });
  const outcomes: string[] = [];
  for (let i = 0; i < count; i++) {
    const isIt = ({ requestId }: Frame) => requestId === `${batch}-${i}`;
    const reply = await waitUntil(() => line.heard.find(isIt), { what: `an answer to ${JSON.stringify(frame(i))}` });
    outcomes.push(String(reply.type === 'ERROR' ? reply['code'] : reply.type));
  }
  expect(line.wrong).toEqual([]);
  return outcomes;
}

const times = (count: number, outcome: string) => Array.from({ length: count }, () => outcome);

describe('of frames', () => {
  let maru: EmbeddedMaru;
  let alice: Person;
  let bob: Person;
  beforeAll(async () => {
    maru = await startWith({ MESSAGES_PER_MINUTE: 1, MESSAGES_BURST: 4, SIGNALS_PER_MINUTE: 5, FRAMES_PER_MINUTE: 6, FRAMES_BURST: 8 });
    alice = await Person.arrive(maru);
    bob = await Person.arrive(maru);
  });

  it('WRITE_MESSAGE, by user: all sockets together, and what is refused is not written', async () => {
    const { inviteCode } = await bob.line.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    await alice.line.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await bob.line.ask({ type: 'ACCEPT_REQUEST', username: alice.name });
    const channelId = await alice.createDirect(bob);
    const write = (i: number) => ({ type: 'WRITE_MESSAGE', channelId, content: `message ${i}` });
    expect(await outcomesOf(alice.line, 3, write)).toEqual(times(3, 'WRITE_MESSAGE_ACK'));
    const second = await alice.open();
    expect(await outcomesOf(second, 3, write)).toEqual(['WRITE_MESSAGE_ACK', 'RATE_LIMITED', 'RATE_LIMITED']);
    const refusal = second.heard.findLast(({ type }) => type === 'ERROR');
    expect(refusal).toMatchObject({ messageType: 'WRITE_MESSAGE', retryable: true });
    expect(refusal?.['retryAfterMs']).toBeGreaterThan(50_000);
    expect(refusal?.['retryAfterMs']).toBeLessThanOrEqual(60_000);
    // Of the other user, and of other frames, there is still some.
    expect(await outcomesOf(bob.line, 1, write)).toEqual(['WRITE_MESSAGE_ACK']);
    const { messages } = await (await bob.open()).ask({ type: 'FETCH_MESSAGES_REQUEST', channelId });
    expect(messages).toHaveLength(5);
  });

  it('signals, by socket', async () => {
    const line = await alice.open();
    const signal = (i: number) => (i % 2 === 0 ? { type: 'KEEP_ALIVE' } : { type: 'TYPING', channelId: 999_999 });
    expect(await outcomesOf(line, 7, signal)).toEqual([
      'KEEP_ALIVE_RESPONSE',
      'NOT_A_MEMBER',
      'KEEP_ALIVE_RESPONSE',
      'NOT_A_MEMBER',
      'KEEP_ALIVE_RESPONSE',
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
    expect(await outcomesOf(await alice.open(), 1, signal)).toEqual(['KEEP_ALIVE_RESPONSE']);
  });

  it('all others, by socket, bad ones among them', async () => {
    const line = await alice.open();
    const frame = (i: number) => [{ type: 'LEAVE_REQUEST' }, { type: 'NONSENSE' }, { type: 'ENTER_REQUEST' }][i % 3] as object;
    const outcomes = await outcomesOf(line, 10, frame);
    const good = ['LEAVE_RESPONSE', 'UNKNOWN_TYPE', 'INVALID_FIELD'];
    expect(outcomes).toEqual([...good, ...good, 'LEAVE_RESPONSE', 'UNKNOWN_TYPE', 'RATE_LIMITED', 'RATE_LIMITED']);
    line.send('no JSON');
    expect(await line.hears('ERROR', { code: 'RATE_LIMITED', messageType: 'UNKNOWN' })).toBeDefined();
    // Signals and messages have buckets of their own.
    expect(await outcomesOf(line, 1, () => ({ type: 'KEEP_ALIVE' }))).toEqual(['KEEP_ALIVE_RESPONSE']);
  });

  it('searches, by user: all sockets together', async () => {
    const strict = await startWith({ SEARCHES_PER_MINUTE: 3 });
    const carol = await Person.arrive(strict);
    const search = () => ({ type: 'SEARCH_MESSAGES_REQUEST', query: 'tree' });
    expect(await outcomesOf(carol.line, 2, search)).toEqual(times(2, 'SEARCH_MESSAGES_RESPONSE'));
    expect(await outcomesOf(await carol.open(), 2, search)).toEqual(['SEARCH_MESSAGES_RESPONSE', 'RATE_LIMITED']);
    expect(await outcomesOf((await Person.arrive(strict)).line, 1, search)).toEqual(['SEARCH_MESSAGES_RESPONSE']);
  });

  it('a bucket fills again, by its rate', async () => {
    const quick = await startWith({ SIGNALS_PER_MINUTE: 300 });
    const { line } = await Person.arrive(quick);
    const outcomes = await outcomesOf(line, 310, () => ({ type: 'KEEP_ALIVE' }));
    expect(outcomes.slice(0, 300)).toEqual(times(300, 'KEEP_ALIVE_RESPONSE'));
    expect(outcomes).toContain('RATE_LIMITED');
    const { retryAfterMs } = line.heard.find(({ code }) => code === 'RATE_LIMITED') as { retryAfterMs?: number };
    expect(retryAfterMs).toBeLessThanOrEqual(200);
    await expect.poll(() => line.ask({ type: 'KEEP_ALIVE' })).toMatchObject({ type: 'KEEP_ALIVE_RESPONSE' });
  });
});

describe('refusals without end', () => {
  it.each(['maru.1', 'plain'] as const)('close with 4008, not one before (%s)', async (dialect) => {
    const maru = await startWith({ FRAMES_BURST: 2, FRAMES_PER_MINUTE: 1, REFUSALS_IN_A_ROW: 5, SIGNALS_PER_MINUTE: 1 });
    const person = await Person.register(maru);
    const line = await person.open({ dialect });
    for (let i = 0; i < 2 + 4; i++) line.send({ type: 'LEAVE_REQUEST' });
    await expect.poll(() => line.heard.filter(({ type }) => type === 'ERROR').length).toBe(4);
    expect(line.isClosed).toBe(false);
    line.send({ type: 'LEAVE_REQUEST' });
    expect(await line.closed).toMatchObject({ code: 4008 });
    expect(line.heard.filter(({ type }) => type === 'ERROR').length).toBe(5);
  });

  it('is not where one was let through between', async () => {
    const maru = await startWith({ FRAMES_BURST: 1, FRAMES_PER_MINUTE: 1, REFUSALS_IN_A_ROW: 5 });
    const { line } = await Person.arrive(maru);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) line.send({ type: 'LEAVE_REQUEST' });
      line.send({ type: 'KEEP_ALIVE' });
      await line.hears('KEEP_ALIVE_RESPONSE');
    }
    expect(line.isClosed).toBe(false);
  });
});

describe('of what one may have', () => {
  let maru: EmbeddedMaru;
  let alice: Person;
  let others: Person[];
  beforeAll(async () => {
    maru = await startWith({ CONNECTIONS: 2, CHANNELS: 3, CHANNEL_MEMBERS: 3, INVITE_CODES_PER_MINUTE: 1_000 });
    [alice, ...others] = (await Promise.all(Array.from({ length: 5 }, () => Person.arrive(maru)))) as [Person, ...Person[]];
  });

  it('connections: the acceptor is told, whichever side is full, and may accept later', async () => {
    const [bob, carol, dave] = others as [Person, Person, Person];
    await alice.befriend(bob);
    await alice.befriend(carol);
    await alice.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await dave.inviteCode() });
    expect(await dave.line.outcomeOf({ type: 'ACCEPT_REQUEST', username: alice.name })).toBe('CONNECTION_LIMIT');
    const pending = await dave.line.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'PENDING' });
    expect(pending.connections).toEqual([{ username: alice.name, status: 'PENDING', inviter: alice.name }]);
    await dave.befriend(others[3] as Person);
    await dave.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await bob.inviteCode() });
    expect(await bob.line.outcomeOf({ type: 'ACCEPT_REQUEST', username: dave.name })).toBe('ACCEPT_RESPONSE');
    await alice.line.ask({ type: 'DISCONNECT_REQUEST', username: carol.name });
    expect(await dave.line.outcomeOf({ type: 'ACCEPT_REQUEST', username: alice.name })).toBe('CONNECTION_LIMIT');
    await dave.line.ask({ type: 'DISCONNECT_REQUEST', username: bob.name });
    expect(await dave.line.outcomeOf({ type: 'ACCEPT_REQUEST', username: alice.name })).toBe('ACCEPT_RESPONSE');
  });

  it('channels, and members of one', async () => {
    const [bob, , dave, erin] = others as [Person, Person, Person, Person];
    const ids = [await alice.createGroup(bob), await alice.createGroup(bob, dave), await alice.createGroup(dave)];
    expect(await alice.line.outcomeOf({ type: 'CREATE_REQUEST', title: 'more', participantUsernames: [bob.name] })).toBe('CHANNEL_LIMIT');
    expect(await bob.line.outcomeOf({ type: 'CREATE_REQUEST', participantUsername: alice.name })).toBe('CHANNEL_LIMIT');
    const { inviteCode } = await alice.line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId: ids[1] });
    expect(await erin.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode })).toBe('CHANNEL_FULL');
    await alice.line.ask({ type: 'QUIT_REQUEST', channelId: ids[1] });
    expect(await erin.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode })).toBe('JOIN_RESPONSE');
    await alice.createDirect(bob);
    expect(await alice.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode })).toBe('CHANNEL_FULL');
  });
});

it('invite codes tried, by address: of people and of channels together', async () => {
  const maru = await startWith({ INVITE_CODES_PER_MINUTE: 3 });
  const { line } = await Person.arrive(maru);
  const outcomes = await outcomesOf(line, 5, (i) =>
    i % 2 === 0 ? { type: 'INVITE_REQUEST', userInviteCode: 'nonsense' } : { type: 'JOIN_REQUEST', inviteCode: 'nonsense' },
  );
  expect(outcomes).toEqual([...times(3, 'UNKNOWN_INVITE_CODE'), ...times(2, 'RATE_LIMITED')]);
  const { line: another } = await Person.arrive(maru);
  expect(await another.outcomeOf({ type: 'INVITE_REQUEST', userInviteCode: 'nonsense' })).toBe('RATE_LIMITED');
});

it('too many who wait for hashing get 503, with a time to come back', async () => {
  const maru = await startWith({}, { MARU_HASHING_PARALLEL: '1', MARU_HASHING_QUEUE: '1' });
  const name = newName();
  await Person.register(maru, name);
  const body = { username: name, password: PASSWORD };
  const replies = await Promise.all(Array.from({ length: 12 }, () => call(maru.url, 'POST', '/login', { body })));
  const busy = replies.filter(({ status }) => status === 503);
  expect(busy.length).toBeGreaterThan(0);
  for (const reply of busy) {
    expectProblem(reply, 503, 'BUSY');
    expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  }
  expect(await logIn(maru.url, name)).toMatchObject({ username: name });
});
