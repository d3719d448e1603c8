/** Section 3: the table of states, cell by cell, and who is told what. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import type { Line } from './line.fixture.js';
import { newName, Person } from './person.fixture.js';

let maru: RunningMaru;
beforeAll(async () => {
  maru = await startMaru();
});
afterAll(() => maru.close());

type Verb = 'INVITE' | 'ACCEPT' | 'REJECT' | 'DISCONNECT';

async function does(verb: Verb, who: Person, whom: Person): Promise<string> {
  const asked = verb === 'INVITE' ? { userInviteCode: await whom.inviteCode() } : { username: whom.name };
  return who.line.outcomeOf({ type: `${verb}_REQUEST`, ...asked });
}

/** How `ann` and `ben` come to stand so. Ann is the inviter, and so is the one who was rejected. */
const states: Readonly<Record<string, readonly [Verb, 'ann' | 'ben'][]>> = {
  NONE: [],
  PENDING: [['INVITE', 'ann']],
  ACCEPTED: [
    ['INVITE', 'ann'],
    ['ACCEPT', 'ben'],
  ],
  REJECTED: [
    ['INVITE', 'ann'],
    ['REJECT', 'ben'],
  ],
  DISCONNECTED: [
    ['INVITE', 'ann'],
    ['ACCEPT', 'ben'],
    ['DISCONNECT', 'ann'],
  ],
  'DISCONNECTED after a rejection': [
    ['INVITE', 'ann'],
    ['REJECT', 'ben'],
    ['DISCONNECT', 'ben'],
  ],
};

type Cell = readonly [state: string, verb: Verb, by: 'ann' | 'ben', outcome: string, after: string];
const cells: readonly Cell[] = [
  ...['NONE', 'DISCONNECTED', 'DISCONNECTED after a rejection'].flatMap((state): Cell[] =>
    (['ann', 'ben'] as const).flatMap((by): Cell[] => [
      [state, 'INVITE', by, 'INVITE_RESPONSE', 'PENDING'],
      [state, 'ACCEPT', by, 'NOT_INVITED', state],
      [state, 'REJECT', by, 'NOT_INVITED', state],
      [state, 'DISCONNECT', by, 'NOT_CONNECTED', state],
    ]),
  ),
  ['PENDING', 'INVITE', 'ann', 'ALREADY_INVITED', 'PENDING'],
  ['PENDING', 'INVITE', 'ben', 'INVITED_BY_THEM', 'PENDING'],
  ['PENDING', 'ACCEPT', 'ben', 'ACCEPT_RESPONSE', 'ACCEPTED'],
  ['PENDING', 'ACCEPT', 'ann', 'NOT_INVITED', 'PENDING'],
  ['PENDING', 'REJECT', 'ben', 'REJECT_RESPONSE', 'REJECTED'],
  ['PENDING', 'REJECT', 'ann', 'NOT_INVITED', 'PENDING'],
  ['PENDING', 'DISCONNECT', 'ann', 'NOT_CONNECTED', 'PENDING'],
  ['PENDING', 'DISCONNECT', 'ben', 'NOT_CONNECTED', 'PENDING'],
  ...(['ann', 'ben'] as const).flatMap((by): Cell[] => [
    ['ACCEPTED', 'INVITE', by, 'ALREADY_CONNECTED', 'ACCEPTED'],
    ['ACCEPTED', 'ACCEPT', by, 'ALREADY_CONNECTED', 'ACCEPTED'],
    ['ACCEPTED', 'REJECT', by, 'ALREADY_CONNECTED', 'ACCEPTED'],
    ['ACCEPTED', 'DISCONNECT', by, 'DISCONNECT_RESPONSE', 'DISCONNECTED'],
    ['REJECTED', 'ACCEPT', by, 'NOT_INVITED', 'REJECTED'],
    ['REJECTED', 'REJECT', by, 'NOT_INVITED', 'REJECTED'],
  ]),
  ['REJECTED', 'INVITE', 'ben', 'INVITE_RESPONSE', 'PENDING'],
  ['REJECTED', 'INVITE', 'ann', 'INVITE_REJECTED', 'REJECTED'],
  ['REJECTED', 'DISCONNECT', 'ben', 'DISCONNECT_RESPONSE', 'DISCONNECTED'],
  ['REJECTED', 'DISCONNECT', 'ann', 'NOT_CONNECTED', 'REJECTED'],
];

/** The word for two people, in the eyes of one. */
async function statusOf(who: Person, whom: Person): Promise<string> {
  for (const status of ['PENDING', 'ACCEPTED', 'REJECTED', 'DISCONNECTED']) {
    const { connections } = await who.line.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status });
    if ((connections as { username: string }[]).some(({ username }) => username === whom.name)) return status;
  }
  return 'NONE';
}

async function twoWho(state: string): Promise<Readonly<Record<'ann' | 'ben', Person>>> {
  const pair = { ann: await Person.arrive(maru), ben: await Person.arrive(maru) };
  for (const [verb, by] of states[state] ?? []) await does(verb, pair[by], pair[by === 'ann' ? 'ben' : 'ann']);
  return pair;
}

describe.each(Object.keys(states))('from %s', (state) => {
  it.each(cells.filter(([from]) => from === state))('%s %s by %s: %s, then %s', async (_state, verb, by, outcome, after) => {
    const pair = await twoWho(state);
    expect(await does(verb, pair[by], pair[by === 'ann' ? 'ben' : 'ann'])).toBe(outcome);
    const word = after.split(' ')[0];
    expect([await statusOf(pair.ann, pair.ben), await statusOf(pair.ben, pair.ann)]).toEqual([word, word]);
  });
});

it('every cell of the table is there', () => {
  const asked = new Set(cells.map(([state, verb, by]) => `${state} ${verb} ${by}`));
  expect(asked.size).toBe(Object.keys(states).length * 4 * 2);
});

describe('codes', () => {
  it('are 26 capitals of Crockford’s base 32, the same each time, until they are reset', async () => {
    const [ann, ben] = [await Person.arrive(maru), await Person.arrive(maru)];
    const code = await ann.inviteCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(await ann.inviteCode()).toBe(code);
    const reset = await ann.line.ask({ type: 'RESET_USER_INVITE_CODE_REQUEST' });
    expect(reset).toEqual({ type: 'RESET_USER_INVITE_CODE_RESPONSE', inviteCode: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/) });
    expect(reset.inviteCode).not.toBe(code);
    expect(await ann.inviteCode()).toBe(reset.inviteCode);
    expect(await ben.line.outcomeOf({ type: 'INVITE_REQUEST', userInviteCode: code })).toBe('UNKNOWN_INVITE_CODE');
    expect(await ben.line.outcomeOf({ type: 'INVITE_REQUEST', userInviteCode: reset.inviteCode })).toBe('INVITE_RESPONSE');
  });

  it.each<[string, (code: string) => string]>([
    ['small', (code) => code.toLowerCase()],
    ['hyphens', (code) => `-${code.replaceAll(/(.{5})/g, '$1-')}-`],
    ['look-alikes', (code) => code.replaceAll('1', 'l').replaceAll('0', 'o')],
    ['more look-alikes', (code) => code.replaceAll('1', 'I').replaceAll('0', 'O')],
  ])('are taken with %s letters', async (_what, spelled) => {
    const [ann, ben] = [await Person.arrive(maru), await Person.arrive(maru)];
    const code = await ann.inviteCode();
    expect(await ben.line.ask({ type: 'INVITE_REQUEST', userInviteCode: spelled(code) })).toEqual({
      type: 'INVITE_RESPONSE',
      inviteCode: code,
      username: ann.name,
      status: 'PENDING',
    });
  });

  it.each(['', 'nonsense', ' ', '0'.repeat(26), 'U'.repeat(26), '👋'.repeat(26), 'x'.repeat(10_000), '%', "' OR 1=1 --"])(
    '%j is none',
    async (userInviteCode) => {
      const ann = await Person.arrive(maru);
      expect(await ann.line.outcomeOf({ type: 'INVITE_REQUEST', userInviteCode })).toBe('UNKNOWN_INVITE_CODE');
      expect(await ann.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode: userInviteCode })).toBe('UNKNOWN_INVITE_CODE');
    },
  );

  it('of one who has gone is none', async () => {
    const [ann, ben] = [await Person.arrive(maru), await Person.arrive(maru)];
    const code = await ann.inviteCode();
    await ann.call('POST', '/unregister');
    await expect.poll(() => ben.line.outcomeOf({ type: 'INVITE_REQUEST', userInviteCode: code })).toBe('UNKNOWN_INVITE_CODE');
  });
});

describe('who is told', () => {
  let ann: Person;
  let ben: Person;
  let annToo: Line;
  let benToo: Line;
  const all = () => [ann.line, annToo, ben.line, benToo];
  beforeAll(async () => {
    [ann, ben] = [await Person.arrive(maru), await Person.arrive(maru)];
    [annToo, benToo] = [await ann.open(), await ben.open()];
  });

  /** What each of the four sockets heard of it, once all have heard something that comes later. */
  async function told(verb: Verb, who: Person, whom: Person): Promise<unknown[]> {
    const userInviteCode = await whom.inviteCode();
    for (const line of all()) line.forget();
    const asked = verb === 'INVITE' ? { userInviteCode } : { username: whom.name };
    await who.line.ask({ type: `${verb}_REQUEST`, ...asked });
    // All of this pair is told in one order: what a third does reaches them behind it.
    const carl = await Person.arrive(maru);
    for (const person of [ann, ben]) await carl.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await person.inviteCode() });
    for (const line of all()) await line.hears('ASK_INVITE', { username: carl.name });
    return all().map((line) => line.untaken().map(({ type, ...fields }) => ({ type, ...fields }))[0]);
  }

  it('of an invitation', async () => {
    const invited = { type: 'NOTIFY_INVITE', username: ben.name };
    const asked = { type: 'ASK_INVITE', username: ann.name };
    expect(await told('INVITE', ann, ben)).toEqual([undefined, invited, asked, asked]);
  });

  it('of a rejection: nobody but my own', async () => {
    expect(await told('REJECT', ben, ann)).toEqual([
      undefined,
      undefined,
      undefined,
      { type: 'NOTIFY_REJECT', username: ann.name, by: ben.name },
    ]);
  });

  it('of its end: nobody but my own', async () => {
    expect(await told('DISCONNECT', ben, ann)).toEqual([
      undefined,
      undefined,
      undefined,
      { type: 'NOTIFY_DISCONNECT', username: ann.name, by: ben.name },
    ]);
  });

  it('of an acceptance', async () => {
    await does('INVITE', ann, ben);
    const accepted = { type: 'NOTIFY_ACCEPT', username: ben.name };
    expect(await told('ACCEPT', ben, ann)).toEqual([
      accepted,
      accepted,
      undefined,
      { type: 'NOTIFY_ACCEPT', username: ann.name, by: ben.name },
    ]);
  });

  it('of the end of a friendship', async () => {
    const ended = { type: 'NOTIFY_DISCONNECT', username: ann.name };
    expect(await told('DISCONNECT', ann, ben)).toEqual([
      undefined,
      { type: 'NOTIFY_DISCONNECT', username: ben.name, by: ann.name },
      ended,
      ended,
    ]);
  });
});

it('the list has both directions, who invited last, in the order of the names', async () => {
  const hub = await Person.arrive(maru);
  const others = await Promise.all(['c', 'a', 'B'].map((letter) => Person.arrive(maru, newName(`list-${letter}`))));
  for (const [i, other] of others.entries()) await (i === 1 ? does('INVITE', hub, other) : does('INVITE', other, hub));
  const { connections } = await hub.line.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'PENDING' });
  const [c, a, b] = others as [Person, Person, Person];
  expect(connections).toEqual([
    { username: a.name, status: 'PENDING', inviter: hub.name },
    { username: b.name, status: 'PENDING', inviter: b.name },
    { username: c.name, status: 'PENDING', inviter: c.name },
  ]);
  for (const status of ['NONE', 'pending', '', 5])
    expect(await hub.line.outcomeOf({ type: 'FETCH_CONNECTIONS_REQUEST', status })).toBe('INVALID_FIELD');
});

it('names are found without regard to case and form', async () => {
  const [ann, ben] = [await Person.arrive(maru, 'Ünïcode'), await Person.arrive(maru)];
  await ann.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await ben.inviteCode() });
  expect(await ben.line.ask({ type: 'ACCEPT_REQUEST', username: 'üNÏCODE'.normalize('NFD') })).toEqual({
    type: 'ACCEPT_RESPONSE',
    username: 'Ünïcode',
  });
});
