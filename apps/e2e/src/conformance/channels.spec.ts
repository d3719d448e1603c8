/** Channels (2.2, 2.4): making, joining, leaving and running them, and who is told what of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import type { Frame } from './heard-frames.fixture.js';
import type { Line } from './line.fixture.js';
import { newName, Person } from './person.fixture.js';

let maru: RunningMaru;
let ann: Person;
let ben: Person;
let cat: Person;
let stranger: Person;
/** Ann's other socket. */
let annToo: Line;
beforeAll(async () => {
  maru = await startMaru();
  [ann, ben, cat, stranger] = (await Promise.all([1, 2, 3, 4].map(() => Person.arrive(maru)))) as [Person, Person, Person, Person];
  for (const friend of [ben, cat]) await ann.befriend(friend);
  annToo = await ann.open();
});
afterAll(() => maru.close());
const lines = () => [ann.line, annToo, ben.line, cat.line, stranger.line];

/** In a cluster each channel has an order of its own: what another one tells is no sign that this one has told all. */
const QUIET_FENCES = 3;
let fences = 0;

/** Something that both services tell everybody, in the fence's own channel. */
async function fence(): Promise<void> {
  const word = `fence ${++fences}`;
  await fenceOwner.line.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId: fenceId, title: word });
  await fenceOwner.line.ask({ type: 'WRITE_MESSAGE', channelId: fenceId, content: word });
  for (const line of lines()) {
    await line.hears('NOTIFY_CHANNEL', { title: word });
    await line.hears('NOTIFY_MESSAGE', { content: word });
  }
}

const untaken = () => lines().map((line) => line.untaken().filter(({ type }) => type !== 'NOTIFY_UNREAD'));

/** Until nobody hears anything any more. */
async function settled(): Promise<Frame[][]> {
  let heard = untaken();
  for (let quiet = 0; quiet < QUIET_FENCES; quiet++) {
    await fence();
    const now = untaken();
    if (now.some((frames, index) => frames.length !== heard[index]?.length)) quiet = -1;
    heard = now;
  }
  return heard;
}

/** What each of ann, her other socket, ben, cat and the stranger was told, in its order, without its channel. Of unread messages everybody is told in his own time. */
async function toldBy(act: () => Promise<unknown>): Promise<object[][]> {
  await settled();
  for (const line of lines()) line.forget();
  await act();
  return (await settled()).map((frames) => frames.map(({ channelId: _id, ...fields }) => fields));
}
let fenceOwner: Person;
let fenceId: number;
beforeAll(async () => {
  fenceOwner = await Person.arrive(maru);
  const people = [ann, ben, cat, stranger];
  for (const person of people) await person.befriend(fenceOwner);
  fenceId = await fenceOwner.createGroup(...people);
});

describe('CREATE', () => {
  it.each<[string, () => object, string]>([
    ['one name: a direct channel', () => ({ participantUsername: ben.name }), 'CREATE_RESPONSE'],
    ['one name in the list: a group', () => ({ participantUsernames: [ben.name], title: 'x' }), 'CREATE_RESPONSE'],
    ['a name twice', () => ({ participantUsernames: [ben.name, ben.name.toUpperCase()], title: 'x' }), 'CREATE_RESPONSE'],
    ['both fields', () => ({ participantUsername: ben.name, participantUsernames: [cat.name], title: 'x' }), 'INVALID_FIELD'],
    ['neither', () => ({ title: 'x' }), 'INVALID_FIELD'],
    ['an empty list', () => ({ participantUsernames: [], title: 'x' }), 'INVALID_FIELD'],
    ['a hundred names', () => ({ participantUsernames: Array.from({ length: 100 }, () => ben.name), title: 'x' }), 'INVALID_FIELD'],
    ['no title', () => ({ participantUsernames: [ben.name] }), 'INVALID_FIELD'],
    ['an empty title', () => ({ participantUsernames: [ben.name], title: '' }), 'INVALID_FIELD'],
    ['a title of blanks', () => ({ participantUsernames: [ben.name], title: ' \u00a0\u2003 ' }), 'INVALID_FIELD'],
    ['a title of 100 characters', () => ({ participantUsernames: [ben.name], title: '👋'.repeat(100) }), 'CREATE_RESPONSE'],
    ['a title of 101 characters', () => ({ participantUsernames: [ben.name], title: 'x'.repeat(101) }), 'INVALID_FIELD'],
    ['a title with a NUL', () => ({ participantUsernames: [ben.name], title: 'a\0b' }), 'INVALID_FIELD'],
    ['a title with half a character', () => ({ participantUsernames: [ben.name], title: 'a\ud800' }), 'INVALID_FIELD'],
    ['my own name', () => ({ participantUsername: ann.name }), 'INVALID_FIELD'],
    ['my own name among others', () => ({ participantUsernames: [ben.name, ann.name.toUpperCase()], title: 'x' }), 'INVALID_FIELD'],
    ['a stranger', () => ({ participantUsername: stranger.name }), 'NOT_CONNECTED'],
    ['a stranger among others', () => ({ participantUsernames: [ben.name, stranger.name], title: 'x' }), 'NOT_CONNECTED'],
    ['nobody', () => ({ participantUsername: newName('nobody') }), 'NOT_CONNECTED'],
    ['a public direct channel', () => ({ participantUsername: ben.name, public: true }), 'INVALID_FIELD'],
    ['public that is no boolean', () => ({ participantUsernames: [ben.name], title: 'x', public: 'yes' }), 'INVALID_FIELD'],
  ])('with %s', async (_what, wish, outcome) => {
    expect(await ann.line.outcomeOf({ type: 'CREATE_REQUEST', ...wish() })).toBe(outcome);
  });

  it('tells each participant once, with his own name and mine, and my other sockets with mine', async () => {
    const joined = { type: 'NOTIFY_JOIN', title: 'a party', kind: 'GROUP', public: true };
    const told = await toldBy(async () => {
      const wish = { type: 'CREATE_REQUEST', title: ' a party\u3000', participantUsernames: [ben.name, cat.name, ben.name], public: true };
      expect(await ann.line.ask(wish)).toEqual({
        type: 'CREATE_RESPONSE',
        channelId: { id: expect.any(Number) },
        title: 'a party',
        kind: 'GROUP',
        public: true,
      });
    });
    expect(told).toEqual([
      [],
      [{ ...joined, username: ann.name }],
      [{ ...joined, username: ben.name, by: ann.name }],
      [{ ...joined, username: cat.name, by: ann.name }],
      [],
    ]);
  });

  it('is one channel, though asked twice under one requestId', async () => {
    const wish = { type: 'CREATE_REQUEST', title: 'once', participantUsernames: [ben.name], requestId: 'create-once' };
    const first = await ann.line.ask(wish);
    expect(await ann.line.ask({ ...wish, title: 'twice', participantUsernames: [cat.name], public: true })).toEqual(first);
    expect(await annToo.ask(wish)).toEqual(first);
    expect((await ann.line.ask({ ...wish, requestId: 'create-twice' })).channelId).not.toEqual(first.channelId);
    expect(await ann.line.repliesTo(wish, wish, wish)).toEqual([first, first, first]);
  });

  it('of a second direct channel is the first, whoever asks', async () => {
    const first = await ann.line.ask({ type: 'CREATE_REQUEST', participantUsername: cat.name });
    expect(first).toEqual({ type: 'CREATE_RESPONSE', channelId: { id: expect.any(Number) }, title: '', kind: 'DIRECT', public: false });
    for (const [who, whom] of [
      [ann, cat],
      [cat, ann],
    ] as const)
      expect((await who.line.ask({ type: 'CREATE_REQUEST', participantUsername: whom.name, title: 'other' })).channelId).toEqual(
        first.channelId,
      );
    const { members } = await ann.line.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId: first.channelId });
    expect((members as { role: string }[]).map(({ role }) => role)).toEqual(['MEMBER', 'MEMBER']);
    const { channels } = await ann.line.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    expect((channels as { with?: string }[]).filter((channel) => channel.with !== undefined)).toContainEqual(
      expect.objectContaining({ channelId: first.channelId, with: cat.name, title: '', kind: 'DIRECT', headCount: 2 }),
    );
  });
});

describe('a group', () => {
  let channelId: number;
  beforeEach(async () => {
    channelId = await ann.createGroup(ben, cat);
  });
  const of = (type: string, fields: object = {}) => ({ type, channelId, ...fields });
  const codeOf = async () => String((await ann.line.ask(of('FETCH_CHANNEL_INVITE_CODE_REQUEST'))).inviteCode);

  it('is updated by its owner, field by field', async () => {
    const changed = (title: string, isPublic: boolean) => ({ title, public: isPublic });
    const told = await toldBy(async () => {
      expect(await ann.line.ask(of('UPDATE_CHANNEL_REQUEST', { title: ' new ' }))).toEqual({
        type: 'UPDATE_CHANNEL_RESPONSE',
        channelId: { id: channelId },
        ...changed('new', false),
      });
      expect(await ann.line.ask(of('UPDATE_CHANNEL_REQUEST', { public: true }))).toMatchObject(changed('new', true));
      expect(await ann.line.outcomeOf(of('UPDATE_CHANNEL_REQUEST'))).toBe('INVALID_FIELD');
      expect(await ann.line.outcomeOf(of('UPDATE_CHANNEL_REQUEST', { title: ' ' }))).toBe('INVALID_FIELD');
    });
    const heard = [changed('new', false), changed('new', true)].map((fields) => ({ type: 'NOTIFY_CHANNEL', ...fields }));
    expect(told).toEqual([[], heard, heard, heard, []]);
  });

  it('is joined by its code: the members are told, the second time nobody', async () => {
    const inviteCode = await codeOf();
    const joined = { type: 'NOTIFY_JOIN', title: 'a group', kind: 'GROUP', public: false, username: stranger.name };
    const answer = { type: 'JOIN_RESPONSE', channelId: { id: channelId }, title: 'a group', kind: 'GROUP' };
    const told = await toldBy(async () => {
      expect(await stranger.line.ask({ type: 'JOIN_REQUEST', inviteCode: inviteCode.toLowerCase() })).toEqual(answer);
      expect(await stranger.line.ask({ type: 'JOIN_REQUEST', inviteCode })).toEqual(answer);
      expect(await ben.line.ask({ type: 'JOIN_REQUEST', inviteCode })).toEqual(answer);
    });
    expect(told).toEqual([[joined], [joined], [joined], [joined], []]);
  });

  it('is joined by its id where it is public only, and found', async () => {
    const join = () => stranger.line.outcomeOf(of('JOIN_REQUEST'));
    const find = async () => (await stranger.line.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: 'ÜNIQUE' })).channels;
    await ann.line.ask(of('UPDATE_CHANNEL_REQUEST', { title: `a ünique% one` }));
    expect([await join(), await find()]).toEqual(['NOT_A_MEMBER', []]);
    await ann.line.ask(of('UPDATE_CHANNEL_REQUEST', { public: true }));
    const found = { channelId: { id: channelId }, title: 'a ünique% one', headCount: 3, joined: false };
    expect(await find()).toEqual([found]);
    expect(await join()).toBe('JOIN_RESPONSE');
    expect(await find()).toEqual([{ ...found, headCount: 4, joined: true }]);
    expect((await stranger.line.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: '%_' })).channels).toEqual([]);
    await ann.line.ask(of('UPDATE_CHANNEL_REQUEST', { title: 'something else', public: false }));
    expect(await find()).toEqual([]);
    for (const fields of [{}, { inviteCode: await codeOf(), channelId }])
      expect(await ben.line.outcomeOf({ type: 'JOIN_REQUEST', ...fields })).toBe('INVALID_FIELD');
  });

  it('has a code for its members, which its owner may reset', async () => {
    const code = await codeOf();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(await ben.line.ask(of('FETCH_CHANNEL_INVITE_CODE_REQUEST'))).toEqual({
      type: 'FETCH_CHANNEL_INVITE_CODE_RESPONSE',
      channelId: { id: channelId },
      inviteCode: code,
    });
    const { inviteCode } = await ann.line.ask(of('RESET_CHANNEL_INVITE_CODE_REQUEST'));
    expect(inviteCode).not.toBe(code);
    expect(await codeOf()).toBe(inviteCode);
    expect(await stranger.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode: code })).toBe('UNKNOWN_INVITE_CODE');
    expect(await stranger.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode })).toBe('JOIN_RESPONSE');
  });

  it('is quit: my other sockets and the members hear it, then I hear nothing of it', async () => {
    const quit = { type: 'NOTIFY_QUIT', username: ann.name };
    const role = { type: 'NOTIFY_ROLE', username: ben.name, role: 'OWNER' };
    const told = await toldBy(async () => {
      expect(await ann.line.ask(of('QUIT_REQUEST'))).toEqual({ type: 'QUIT_RESPONSE', channelId: { id: channelId } });
      await cat.line.ask(of('WRITE_MESSAGE', { content: 'she is gone' }));
    });
    const after = expect.objectContaining({ type: 'NOTIFY_MESSAGE', content: 'she is gone' });
    expect(told).toEqual([[], [quit], [quit, role, after], [quit, role], []]);
    expect(await ann.line.outcomeOf(of('QUIT_REQUEST'))).toBe('NOT_A_MEMBER');
    const { members } = await ben.line.ask(of('FETCH_MEMBERS_REQUEST'));
    expect(members).toEqual([
      { username: ben.name, role: 'OWNER', lastReadMessageSequence: 0 },
      { username: cat.name, role: 'MEMBER', lastReadMessageSequence: 1 },
    ]);
  });

  it('without members is closed, and its code dead', async () => {
    const inviteCode = await codeOf();
    for (const person of [ben, ann, cat]) expect(await person.line.outcomeOf(of('QUIT_REQUEST'))).toBe('QUIT_RESPONSE');
    expect(await ann.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode })).toBe('UNKNOWN_INVITE_CODE');
    expect(await ann.line.outcomeOf(of('ENTER_REQUEST'))).toBe('NOT_A_MEMBER');
  });

  it('loses whom its owner removes, who hears it, and then nothing', async () => {
    const gone = { type: 'NOTIFY_QUIT', username: ben.name, by: ann.name };
    const told = await toldBy(async () => {
      expect(await ann.line.ask(of('REMOVE_MEMBER_REQUEST', { username: ben.name.toUpperCase() }))).toEqual({
        type: 'REMOVE_MEMBER_RESPONSE',
        channelId: { id: channelId },
        username: ben.name,
      });
      await cat.line.ask(of('WRITE_MESSAGE', { content: 'he is gone' }));
    });
    const after = expect.objectContaining({ type: 'NOTIFY_MESSAGE', content: 'he is gone' });
    expect(told).toEqual([[after], [gone, after], [gone], [gone], []]);
    expect(await ben.line.outcomeOf({ type: 'JOIN_REQUEST', inviteCode: await codeOf() })).toBe('JOIN_RESPONSE');
    expect((await ben.line.ask(of('FETCH_MESSAGES_REQUEST'))).messages).toHaveLength(1);
  });

  it('is the active channel of nobody who was removed', async () => {
    await ben.line.ask(of('ENTER_REQUEST'));
    await ann.line.ask(of('REMOVE_MEMBER_REQUEST', { username: ben.name }));
    await ben.line.hears('NOTIFY_QUIT', { by: ann.name });
    expect(['NO_ACTIVE_CHANNEL', 'NOT_A_MEMBER']).toContain(await ben.line.outcomeOf({ type: 'WRITE_MESSAGE', content: 'still here?' }));
  });

  it('is handed over: both changes are told', async () => {
    const roles = [ann, ben].map(({ name }, i) => ({ type: 'NOTIFY_ROLE', username: name, role: i === 0 ? 'MEMBER' : 'OWNER' }));
    const told = await toldBy(async () => {
      expect(await ann.line.ask(of('HAND_OVER_REQUEST', { username: ben.name }))).toEqual({
        type: 'HAND_OVER_RESPONSE',
        channelId: { id: channelId },
        username: ben.name,
      });
    });
    const sorted = told.map((heard) => heard.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))));
    const expected = roles.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(sorted).toEqual([[], expected, expected, expected, []]);
    expect(await ann.line.outcomeOf(of('UPDATE_CHANNEL_REQUEST', { title: 'x' }))).toBe('NOT_OWNER');
    expect(await ben.line.outcomeOf(of('UPDATE_CHANNEL_REQUEST', { title: 'x' }))).toBe('UPDATE_CHANNEL_RESPONSE');
  });

  it.each(['REMOVE_MEMBER_REQUEST', 'HAND_OVER_REQUEST'])('%s is not for oneself, nor for who is no member', async (type) => {
    expect(await ann.line.outcomeOf(of(type, { username: ann.name.toUpperCase() }))).toBe('INVALID_FIELD');
    for (const username of [stranger.name, 'nobody has this name'])
      expect(await ann.line.outcomeOf(of(type, { username }))).toBe('NOT_A_MEMBER');
  });

  it('answers who is in it, and is listed, latest activity first', async () => {
    const later = await ann.createGroup(ben);
    const idsOf = async () =>
      ((await ann.line.ask({ type: 'FETCH_CHANNELS_REQUEST' })).channels as { channelId: { id: number } }[]).map(
        ({ channelId: { id } }) => id,
      );
    expect((await idsOf()).slice(0, 2)).toEqual([later, channelId]);
    await ben.line.ask(of('WRITE_MESSAGE', { content: 'x'.repeat(300) }));
    expect((await idsOf()).slice(0, 2)).toEqual([channelId, later]);
    const { channels } = await ann.line.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    expect((channels as object[])[0]).toEqual({
      channelId: { id: channelId },
      title: 'a group',
      kind: 'GROUP',
      public: false,
      headCount: 3,
      lastMessage: { messageSequence: 1, username: ben.name, content: 'x'.repeat(200), createdAt: expect.any(Number) },
      lastMessageSequence: 1,
      lastReadMessageSequence: 0,
      unreadCount: 1,
      notify: 'ALL',
    });
  });

  it('is entered and left: the active channel is of the session', async () => {
    const other = await ann.open({ headers: { Cookie: `SESSION=${(await ann.anotherSession()).secret}` } });
    expect(await ann.line.ask(of('ENTER_REQUEST'))).toEqual({
      type: 'ENTER_RESPONSE',
      channelId: { id: channelId },
      title: 'a group',
      lastReadMessageSequence: 0,
      lastMessageSequence: 0,
    });
    expect(await annToo.ask({ type: 'WRITE_MESSAGE', content: 'same session' })).toMatchObject({ channelId: { id: channelId } });
    expect(await other.outcomeOf({ type: 'WRITE_MESSAGE', content: 'other session' })).toBe('NO_ACTIVE_CHANNEL');
    const afterwards = await ann.open();
    expect(await afterwards.outcomeOf({ type: 'WRITE_MESSAGE', content: 'a later socket' })).toBe('WRITE_MESSAGE_ACK');
    expect(await ann.line.ask({ type: 'LEAVE_REQUEST' })).toEqual({ type: 'LEAVE_RESPONSE' });
    for (const line of [ann.line, afterwards])
      expect(await line.outcomeOf({ type: 'WRITE_MESSAGE', content: 'nowhere' })).toBe('NO_ACTIVE_CHANNEL');
    await ann.line.ask(of('ENTER_REQUEST'));
    await ann.line.ask(of('QUIT_REQUEST'));
    expect(await ann.line.outcomeOf({ type: 'WRITE_MESSAGE', content: 'nowhere' })).toBe('NO_ACTIVE_CHANNEL');
  });

  it('is silenced for one of its members', async () => {
    expect(await ben.line.ask(of('SET_NOTIFY_REQUEST', { notify: 'NONE' }))).toEqual({
      type: 'SET_NOTIFY_RESPONSE',
      channelId: { id: channelId },
      notify: 'NONE',
    });
    for (const notify of ['none', '', true]) expect(await ben.line.outcomeOf(of('SET_NOTIFY_REQUEST', { notify }))).toBe('INVALID_FIELD');
  });
});

describe('a direct channel', () => {
  let dan: Person;
  let channelId: number;
  beforeEach(async () => {
    dan = await Person.arrive(maru);
    await dan.befriend(ann);
    channelId = await ann.createDirect(dan);
  });

  it('that is quit is out of one’s own view only, and comes back with what was missed', async () => {
    const told = await toldBy(() => ann.line.ask({ type: 'QUIT_REQUEST', channelId }));
    expect(told).toEqual([[], [{ type: 'NOTIFY_QUIT', username: ann.name }], [], [], []]);
    await dan.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'are you there?' });
    expect(dan.line.untaken('NOTIFY_QUIT')).toEqual([]);
    const mine = async ({ line }: Person) =>
      ((await line.ask({ type: 'FETCH_CHANNELS_REQUEST' })).channels as { channelId: { id: number } }[]).find(
        (one) => one.channelId.id === channelId,
      );
    expect(await mine(dan)).toMatchObject({ headCount: 2 });
    expect(await mine(ann)).toBeUndefined();
    expect(await ann.line.outcomeOf({ type: 'FETCH_MESSAGES_REQUEST', channelId })).toBe('NOT_A_MEMBER');
    expect(await ann.line.outcomeOf({ type: 'SEARCH_MESSAGES_REQUEST', channelId, query: 'there' })).toBe('NOT_A_MEMBER');
    expect((await ann.line.ask({ type: 'SEARCH_MESSAGES_REQUEST', query: 'are you there' })).messages).toEqual([]);
    expect(await ann.createDirect(dan)).toBe(channelId);
    expect(await mine(ann)).toMatchObject({ unreadCount: 1, lastMessageSequence: 1 });
  });

  it('stays readable after the end of the friendship, and is written to no more, until they are friends again', async () => {
    await dan.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'hello' });
    const [, refused] = await ann.line.repliesTo(
      { type: 'DISCONNECT_REQUEST', username: dan.name },
      { type: 'WRITE_MESSAGE', channelId, content: 'too late' },
    );
    expect(refused).toMatchObject({ code: 'NOT_CONNECTED', messageType: 'WRITE_MESSAGE' });
    for (const person of [ann, dan]) {
      for (const type of ['WRITE_MESSAGE', 'TYPING'])
        expect(await person.line.outcomeOf({ type, channelId, content: 'x' })).toBe('NOT_CONNECTED');
      expect((await person.line.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId })).messages).toHaveLength(1);
      expect(JSON.stringify(await person.line.ask({ type: 'FETCH_CHANNELS_REQUEST' }))).toContain(`{"id":${channelId}}`);
    }
    await ann.befriend(dan);
    expect(await dan.line.outcomeOf({ type: 'WRITE_MESSAGE', channelId, content: 'again' })).toBe('WRITE_MESSAGE_ACK');
  });
});
