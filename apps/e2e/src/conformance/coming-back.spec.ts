/** RESUME, presence, typing, and what whoever has gone hears: the rest of what a socket asks and is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { Person } from './person.fixture.js';

let maru: RunningMaru;
let ann: Person;
let ben: Person;
let stranger: Person;
let channelId: number;
beforeAll(async () => {
  maru = await startMaru();
  [ann, ben, stranger] = await Promise.all([Person.arrive(maru), Person.arrive(maru), Person.arrive(maru)]);
  await ann.befriend(ben);
});
afterAll(() => maru.close());
beforeEach(async () => {
  channelId = await ann.createGroup(ben);
  for (const { line } of [ann, ben, stranger]) line.forget();
});
const writes = (count: number, of = channelId) =>
  Array.from({ length: count }, (_, i) => ({ type: 'WRITE_MESSAGE', channelId: of, content: `${i + 1}` }));

describe('RESUME', () => {
  /** What a new socket of ben's hears up to its SYNCED. */
  async function resumed(channels: unknown[]): Promise<string[]> {
    const line = await ben.open();
    const requestId = 'back';
    expect(await line.ask({ type: 'RESUME', channels, requestId })).toEqual({ type: 'SYNCED', requestId });
    const until = line.heard.findIndex(({ type }) => type === 'SYNCED');
    const heard = line.heard.slice(1, until).filter(({ type }) => type === 'NOTIFY_MESSAGE' || type === 'RESET');
    await line.close();
    return heard.map((frame) =>
      `${frame.type} ${(frame['channelId'] as { id: number }).id} ${typeof frame['messageSequence'] === 'number' ? frame['messageSequence'] : ''}`.trim(),
    );
  }
  const missed = (id: number, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => `NOTIFY_MESSAGE ${id} ${from + i}`);

  it('brings what was missed, in order, own ones too', async () => {
    await ann.line.repliesTo(...writes(3));
    await ben.line.repliesTo({ type: 'WRITE_MESSAGE', channelId, content: 'mine', clientMessageId: 'from before' });
    expect(await resumed([[channelId, 0]])).toEqual(missed(channelId, 1, 4));
    expect(await resumed([[{ id: channelId }, 3]])).toEqual(missed(channelId, 4, 4));
    expect(await resumed([[channelId, 4]])).toEqual([]);
    expect(await resumed([])).toEqual([]);
  });

  it('says RESET where the sequence is ahead of ours, or the channel is not mine', async () => {
    await ann.line.repliesTo(...writes(2));
    const notMine = await ann.createGroup(ben);
    await ben.line.ask({ type: 'QUIT_REQUEST', channelId: notMine });
    const heard = await resumed([
      [channelId, 3],
      [notMine, 0],
      [999_999, 0],
    ]);
    expect(heard.toSorted()).toEqual([`RESET ${channelId}`, `RESET ${notMine}`, 'RESET 999999'].toSorted());
  });

  it('replays 300, and says RESET of 301', async () => {
    for (let i = 0; i < 3; i++) await ann.line.repliesTo(...writes(100));
    expect(await resumed([[channelId, 0]])).toEqual(missed(channelId, 1, 300));
    await ann.line.repliesTo(...writes(1));
    expect(await resumed([[channelId, 0]])).toEqual([`RESET ${channelId}`]);
    expect(await resumed([[channelId, 1]])).toEqual(missed(channelId, 2, 301));
  });

  it('of a channel that is named twice is answered all the same', async () => {
    await ann.line.repliesTo(...writes(3));
    const heard = await resumed([
      [channelId, 2],
      [channelId, 2],
    ]);
    expect(new Set(heard)).toEqual(new Set(missed(channelId, 3, 3)));
  });

  it.each([
    ['no channels', undefined],
    ['null', null],
    ['an object', {}],
    ['a pair of texts', [['1', '2']]],
    ['half a pair', [[1]]],
    ['three', [[1, 2, 3]]],
    ['a negative number', [[1, -1]]],
    ['1,001 pairs', Array.from({ length: 1_001 }, (_, i) => [i, 0])],
  ])('is no good with %s', async (_what, channels) => {
    expect(await ben.line.outcomeOf({ type: 'RESUME', channels })).toBe('INVALID_FIELD');
  });

  it('of 1,000 pairs is good', async () => {
    const line = await ben.open();
    const replies = await line.repliesTo({ type: 'RESUME', channels: Array.from({ length: 1_000 }, (_, i) => [1_000_000 + i, 0]) });
    expect(replies.map(({ type }) => type)).toEqual(['SYNCED']);
    expect(line.untaken('RESET')).toHaveLength(1_000);
    await line.close();
  });

  it('holds live messages back behind the replay: each sequence ascends on the wire, none is missing', async () => {
    await ann.line.repliesTo(...writes(50));
    const line = await ben.open();
    const writing = ann.line.repliesTo(...writes(100));
    await line.ask({ type: 'RESUME', channels: [[channelId, 0]] });
    await writing;
    const sequences = () =>
      line.heard.filter(({ type }) => type === 'NOTIFY_MESSAGE').map(({ messageSequence }) => Number(messageSequence));
    await expect.poll(() => sequences().at(-1)).toBe(150);
    expect(new Set(sequences())).toEqual(new Set(Array.from({ length: 150 }, (_, i) => i + 1)));
    const fromReplay = sequences().slice(sequences().lastIndexOf(1));
    expect(fromReplay).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    await line.close();
  });
});

describe('presence', () => {
  it('is of friends and oneself: others are left out, and it follows exactly these', async () => {
    const asked = await ann.line.ask({
      type: 'FETCH_PRESENCE_REQUEST',
      usernames: [ben.name, stranger.name, 'nobody', ann.name, ben.name.toUpperCase()],
    });
    const names = (asked.presences as { username: string; online: boolean }[]).map(({ username, online }) => `${username} ${online}`);
    expect([...new Set(names)].toSorted()).toEqual([`${ann.name} true`, `${ben.name} true`].toSorted());
    expect((await ann.line.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [] })).presences).toEqual([]);
  });

  it('is told: offline after 5 s without a socket, online at once', { timeout: 30_000 }, async () => {
    const dan = await Person.arrive(maru);
    await dan.befriend(ann);
    await ann.line.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [dan.name] });
    // Back within 5 s: he was never away.
    const second = await dan.open();
    await dan.line.close();
    const left = Date.now();
    await second.close();
    const offline = await ann.line.hears('NOTIFY_PRESENCE');
    expect(offline).toEqual({ type: 'NOTIFY_PRESENCE', username: dan.name, online: false, lastSeenAt: expect.any(Number) });
    expect(Date.now() - left).toBeGreaterThan(4_000);
    await dan.open();
    expect(await ann.line.hears('NOTIFY_PRESENCE')).toEqual(expect.objectContaining({ username: dan.name, online: true }));
    const { presences } = await ann.line.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [dan.name] });
    expect(presences).toEqual([expect.objectContaining({ username: dan.name, online: true })]);
  });

  it('ends with the friendship', async () => {
    const dan = await Person.arrive(maru);
    await dan.befriend(ann);
    await ann.line.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [dan.name] });
    await dan.line.ask({ type: 'DISCONNECT_REQUEST', username: ann.name });
    expect((await ann.line.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [dan.name] })).presences).toEqual([]);
  });

  it.each([
    ['none', undefined],
    ['a text', 'ann'],
    ['numbers', [1]],
    ['129 names', Array.from({ length: 129 }, () => 'ann')],
  ])('is not of %s', async (_what, usernames) => {
    expect(await ann.line.outcomeOf({ type: 'FETCH_PRESENCE_REQUEST', usernames })).toBe('INVALID_FIELD');
  });
});

describe('typing', () => {
  it('is told to those who have entered, never to the typist, once in 3 s', async () => {
    const annToo = await ann.open();
    const typing = { type: 'TYPING', channelId };
    await ann.line.ask({ type: 'ENTER_REQUEST', channelId });
    // Ben has not entered: the first is for nobody.
    expect(await ann.line.repliesTo(typing)).toEqual([]);
    await ben.line.ask({ type: 'ENTER_REQUEST', channelId });
    expect(await ben.line.repliesTo(typing, typing, typing)).toEqual([]);
    for (const line of [ann.line, annToo])
      expect(await line.hears('NOTIFY_TYPING')).toEqual({ type: 'NOTIFY_TYPING', channelId: { id: channelId }, username: ben.name });
    // A message that comes behind them shows that no other came before it.
    await ben.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'done' });
    for (const line of [ann.line, annToo]) {
      await line.hears('NOTIFY_MESSAGE');
      expect(line.untaken('NOTIFY_TYPING')).toEqual([]);
    }
    expect(ben.line.untaken('NOTIFY_TYPING')).toEqual([]);
    await annToo.close();
  });
});

describe('whoever has gone hears nothing of it', () => {
  const expectSilence = async (person: Person, go: () => Promise<unknown>) => {
    const other = await person.open();
    await go();
    // The last that they hear of it.
    await other.hears('NOTIFY_QUIT');
    for (const line of [person.line, other]) line.forget();
    await ann.line.repliesTo(...writes(5));
    await ann.line.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title: 'without you' });
    // What reaches them behind all of it.
    const fence = await Person.arrive(maru);
    await fence.line.ask({ type: 'INVITE_REQUEST', userInviteCode: await person.inviteCode() });
    for (const line of [person.line, other]) {
      await line.hears('ASK_INVITE');
      expect(line.untaken().filter((frame) => (frame['channelId'] as { id: number } | undefined)?.id === channelId)).toEqual([]);
    }
    await other.close();
  };

  it('after QUIT', () => expectSilence(ben, () => ben.line.ask({ type: 'QUIT_REQUEST', channelId })));

  it('after being removed', () =>
    expectSilence(ben, async () => {
      await ann.line.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: ben.name });
      await ben.line.hears('NOTIFY_QUIT', { by: ann.name });
    }));

  it('and hears NOTIFY_QUIT on the other sockets before QUIT_RESPONSE is sent', async () => {
    const other = await ben.open();
    const heard: string[] = [];
    for (const [name, line] of [
      ['other', other],
      ['mine', ben.line],
    ] as const)
      line.webSocket.on('message', (data: Buffer) => heard.push(`${name} ${(JSON.parse(data.toString()) as { type: string }).type}`));
    await ben.line.ask({ type: 'QUIT_REQUEST', channelId });
    await other.hears('NOTIFY_QUIT');
    expect(heard).toContain('mine QUIT_RESPONSE');
    await other.close();
  });
});
