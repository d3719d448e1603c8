/** Two who do it at the same moment: one of them is first, everybody agrees who, and no limit is passed. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Line } from './line.fixture.js';
import { Person } from './person.fixture.js';

const ROUNDS = 5;
let maru: EmbeddedMaru;
beforeAll(async () => {
  maru = await startEmbedded({
    env: {
      MARU_LIMITS: 'relaxed',
      MARU_LIMIT_CONNECTIONS: '6',
      MARU_LIMIT_CHANNEL_MEMBERS: '4',
      MARU_LIMIT_CHANNELS: '20',
      MARU_LIMIT_SOCKETS: '5',
    },
  });
});
afterAll(() => maru.close());

function people(count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, () => Person.arrive(maru)));
}
async function friends(): Promise<[Person, Person]> {
  const [ann, ben] = (await people(2)) as [Person, Person];
  await ann.befriend(ben);
  return [ann, ben];
}

/** Who asked what, all of it sent before anything is answered. */
async function atOnce(...asked: (readonly [Line, object])[]): Promise<string[]> {
  return Promise.all(asked.map(([line, frame]) => line.outcomeOf(frame)));
}
const count = (outcomes: readonly string[], outcome: string) => outcomes.filter((one) => one === outcome).length;

async function statuses(who: Person, whom: Person): Promise<string[]> {
  const found: string[] = [];
  for (const status of ['PENDING', 'ACCEPTED', 'REJECTED', 'DISCONNECTED']) {
    const { connections } = await who.line.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status });
    for (const one of connections as { username: string; inviter: string }[])
      if (one.username === whom.name) found.push(`${status} by ${one.inviter}`);
  }
  return found;
}

describe.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))('round %i', () => {
  it('two who invite each other: one did', async () => {
    const [ann, ben] = (await people(2)) as [Person, Person];
    const [annsCode, bensCode] = [await ann.inviteCode(), await ben.inviteCode()];
    const outcomes = await atOnce(
      [ann.line, { type: 'INVITE_REQUEST', userInviteCode: bensCode }],
      [ben.line, { type: 'INVITE_REQUEST', userInviteCode: annsCode }],
    );
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(['INVITE_RESPONSE', 'INVITED_BY_THEM']);
    const inviter = outcomes[0] === 'INVITE_RESPONSE' ? ann : ben;
    expect([await statuses(ann, ben), await statuses(ben, ann)]).toEqual([[`PENDING by ${inviter.name}`], [`PENDING by ${inviter.name}`]]);
  });

  it('one who accepts and rejects: one of both', async () => {
    const [ann, ben] = (await people(2)) as [Person, Person];
    await ann.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await ben.inviteCode() });
    const [accepted, rejected] = await atOnce(
      [ben.line, { type: 'ACCEPT_REQUEST', username: ann.name }],
      [await ben.open(), { type: 'REJECT_REQUEST', username: ann.name }],
    );
    const isAccepted = accepted === 'ACCEPT_RESPONSE';
    expect([accepted, rejected]).toEqual(isAccepted ? ['ACCEPT_RESPONSE', 'ALREADY_CONNECTED'] : ['NOT_INVITED', 'REJECT_RESPONSE']);
    expect(await statuses(ann, ben)).toEqual([`${isAccepted ? 'ACCEPTED' : 'REJECTED'} by ${ann.name}`]);
  });

  it('two who part: one did it, and counts are right afterwards', async () => {
    const [ann, ben] = await friends();
    const outcomes = await atOnce(
      [ann.line, { type: 'DISCONNECT_REQUEST', username: ben.name }],
      [ben.line, { type: 'DISCONNECT_REQUEST', username: ann.name }],
    );
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(['DISCONNECT_RESPONSE', 'NOT_CONNECTED']);
  });

  it('eight who accept where six may: six did', async () => {
    const [hub, ...others] = (await people(9)) as [Person, ...Person[]];
    for (const other of others) await hub.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await other.inviteCode() });
    const outcomes = await atOnce(...others.map(({ line }) => [line, { type: 'ACCEPT_REQUEST', username: hub.name }] as const));
    expect([count(outcomes, 'ACCEPT_RESPONSE'), count(outcomes, 'CONNECTION_LIMIT')]).toEqual([6, 2]);
    const { connections } = await hub.line.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' });
    expect(connections).toHaveLength(6);
  });

  it('two who make their direct channel: it is one', async () => {
    const [ann, ben] = await friends();
    const made = await Promise.all([
      ann.createDirect(ben),
      ben.createDirect(ann),
      ann.open().then(async (line) => (await line.ask({ type: 'CREATE_REQUEST', participantUsername: ben.name })).channelId),
    ]);
    expect(new Set(made.map((id) => (typeof id === 'number' ? id : (id as { id: number }).id))).size).toBe(1);
    for (const { line } of [ann, ben]) expect((await line.ask({ type: 'FETCH_CHANNELS_REQUEST' })).channels).toHaveLength(1);
  });

  it('five sockets that say the same under one clientMessageId: it was said once', async () => {
    const [ann, ben] = await friends();
    const channelId = await ann.createDirect(ben);
    const lines = [ann.line, await ann.open(), await ann.open(), await ann.open(), await ann.open()];
    const acks = await Promise.all(
      lines.map((line) => line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'x', clientMessageId: 'same' })),
    );
    for (const ack of acks) expect(ack).toEqual(acks[0]);
    expect((await ben.line.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId })).messages).toHaveLength(1);
  });

  it('five who join where two may: two did', async () => {
    const [ann, ben] = await friends();
    const channelId = await ann.createGroup(ben);
    const { inviteCode } = await ann.line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    const outcomes = await atOnce(...(await people(5)).map(({ line }) => [line, { type: 'JOIN_REQUEST', inviteCode }] as const));
    expect([count(outcomes, 'JOIN_RESPONSE'), count(outcomes, 'CHANNEL_FULL')]).toEqual([2, 3]);
    const { members } = await ann.line.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
    expect(members).toHaveLength(4);
  });

  it('an owner who hands over and quits, to one who quits: there is one owner, or nobody', async () => {
    const [ann, ben] = await friends();
    const cat = await Person.arrive(maru);
    await cat.befriend(ann);
    const channelId = await ann.createGroup(ben, cat);
    await atOnce(
      [ann.line, { type: 'HAND_OVER_REQUEST', channelId, username: ben.name }],
      [await ann.open(), { type: 'QUIT_REQUEST', channelId }],
      [ben.line, { type: 'QUIT_REQUEST', channelId }],
    );
    const { members } = await cat.line.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
    expect(members).toEqual([{ username: cat.name, role: 'OWNER', lastReadMessageSequence: 0 }]);
    expect(await cat.line.outcomeOf({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title: 'mine' })).toBe('UPDATE_CHANNEL_RESPONSE');
  });

  it('one who writes while he is removed: acked or refused, and everybody agrees', async () => {
    const [ann, ben] = await friends();
    const channelId = await ann.createGroup(ben);
    const writes = Array.from({ length: 20 }, (_, i) => ({ type: 'WRITE_MESSAGE', channelId, content: `${i}` }));
    const [replies] = await Promise.all([
      ben.line.repliesTo(...writes),
      ann.line.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: ben.name }),
    ]);
    expect(replies).toHaveLength(20);
    const acked = replies.filter(({ type }) => type === 'WRITE_MESSAGE_ACK').map(({ messageSequence }) => messageSequence);
    const refused = replies.filter(({ code }) => code === 'NOT_A_MEMBER');
    expect(acked.length + refused.length).toBe(20);
    const { messages } = await ann.line.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId });
    expect((messages as { messageSequence: number }[]).map(({ messageSequence }) => messageSequence)).toEqual(acked);
  });

  it('eight handshakes where five may: five were greeted', async () => {
    const person = await Person.register(maru);
    const lines = await Promise.all(Array.from({ length: 8 }, () => person.open({ protocols: ['maru.1'] })));
    const outcomes = await Promise.all(
      lines.map((line) =>
        Promise.race([line.hears('HELLO').then(() => 'HELLO'), line.closed.then(({ code }) => String(code))]).catch(() => '4509'),
      ),
    );
    expect([count(outcomes, 'HELLO'), count(outcomes, '4509')]).toEqual([5, 3]);
    await person.leave();
  });
});
