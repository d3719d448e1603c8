/** What is too much for one answer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import type { Frame } from './heard-frames.fixture.js';
import { newName, Person } from './person.fixture.js';

let maru: RunningMaru;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  maru = await startMaru();
  [ann, ben] = await Promise.all([Person.arrive(maru), Person.arrive(maru)]);
  await ann.befriend(ben);
});
afterAll(() => maru.close());

it('public channels come 50 by 50, newest first, each once, though others are made meanwhile', async () => {
  const word = newName('paged');
  const create = (i: number) => ann.create({ participantUsernames: [ben.name], title: `${word} ${i}`, public: true });
  const ids: number[] = [];
  for (let i = 0; i < 105; i++) ids.unshift(await create(i));
  const found: number[] = [];
  const sizes: number[] = [];
  let cursor: unknown;
  do {
    const page = await ben.line.ask({
      type: 'FETCH_PUBLIC_CHANNELS_REQUEST',
      query: word.toUpperCase(),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const channels = page.channels as { channelId: { id: number }; joined: boolean; headCount: number }[];
    expect(channels.every(({ joined, headCount }) => joined && headCount === 2)).toBe(true);
    found.push(...channels.map(({ channelId }) => channelId.id));
    sizes.push(channels.length);
    cursor = page.cursor;
    if (sizes.length === 1) await create(1_000);
  } while (cursor !== undefined);
  expect(found).toEqual(ids);
  expect(sizes).toEqual([50, 50, 5]);
});

it.each(['nonsense', '', '-1', '1e400', '👋', "' OR 1=1 --"])('the cursor %j is refused, or the beginning', async (cursor) => {
  const channelId = await ann.createGroup(ben);
  for (const asked of [{ type: 'FETCH_PUBLIC_CHANNELS_REQUEST' }, { type: 'FETCH_MEMBERS_REQUEST', channelId }])
    expect(['INVALID_FIELD', asked.type.replace('REQUEST', 'RESPONSE')]).toContain(await ann.line.outcomeOf({ ...asked, cursor }));
});

it('members come 100 by 100, in the order of joining', { timeout: 120_000 }, async () => {
  const channelId = await ann.createGroup(ben);
  const { inviteCode } = await ann.line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
  const names = [ann.name, ben.name];
  for (let i = 0; i < 101; i++) {
    const guest = await Person.arrive(maru);
    await guest.line.ask({ type: 'JOIN_REQUEST', inviteCode });
    names.push(guest.name);
    await guest.leave();
  }
  const first = await ben.line.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
  const second = await ben.line.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId, cursor: first.cursor });
  const namesOf = ({ members }: Frame) => (members as { username: string }[]).map(({ username }) => username);
  expect(namesOf(first)).toEqual(names.slice(0, 100));
  expect(namesOf(second)).toEqual(names.slice(100));
  expect(second).not.toHaveProperty('cursor');

  // With more than 100 members a reader's pointer is his own affair, still told to his own sockets.
  const benToo = await ben.open();
  await ann.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'to all' });
  await ben.line.repliesTo({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 1 });
  await benToo.hears('NOTIFY_READ', { username: ben.name });
  await ben.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'read' });
  await ann.line.hears('NOTIFY_MESSAGE', { content: 'read' });
  expect(ann.line.untaken('NOTIFY_READ')).toEqual([]);
});

it('a requestId is of its asker: two who choose the same make two channels', async () => {
  const requestId = 'the same for both';
  const wish = (other: Person) => ({ type: 'CREATE_REQUEST', title: 'x', participantUsernames: [other.name], requestId });
  const [one, two] = [await ann.line.ask(wish(ben)), await ben.line.ask(wish(ann))];
  expect(one.channelId).not.toEqual(two.channelId);
});
