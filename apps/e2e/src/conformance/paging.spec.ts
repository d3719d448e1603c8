/** What is too much for one answer, or for one reader. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Frame } from './heard-frames.fixture.js';
import { Person } from './person.fixture.js';

let maru: EmbeddedMaru;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed', MARU_SOCKET_QUEUE_BYTES: '65536' } });
  [ann, ben] = await Promise.all([Person.arrive(maru), Person.arrive(maru)]);
  await ann.befriend(ben);
});
afterAll(() => maru.close());

it('public channels come 50 by 50, newest first, each once, though others are made meanwhile', async () => {
  const create = (i: number) => ann.create({ participantUsernames: [ben.name], title: `paged ${i}`, public: true });
  const ids: number[] = [];
  for (let i = 0; i < 105; i++) ids.unshift(await create(i));
  const found: number[] = [];
  const sizes: number[] = [];
  let cursor: unknown;
  do {
    const page = await ben.line.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: 'PAGED', ...(cursor === undefined ? {} : { cursor }) });
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

it('who does not read is closed, and delays nobody', { timeout: 60_000 }, async () => {
  const channelId = await ann.createGroup(ben);
  const stalled = await ben.open();
  stalled.webSocket.pause();
  const content = '👋'.repeat(4_000);
  for (let i = 0; i < 6; i++) {
    const replies = await ann.line.repliesTo(...Array.from({ length: 100 }, () => ({ type: 'WRITE_MESSAGE', channelId, content })));
    expect(replies.map(({ type }) => type)).toEqual(Array.from({ length: 100 }, () => 'WRITE_MESSAGE_ACK'));
  }
  await ben.line.hears('NOTIFY_MESSAGE', { messageSequence: 600 });
  stalled.webSocket.resume();
  // 4001 where the close could still be written behind what waited, or a line that was cut.
  expect([4001, 1006]).toContain((await stalled.closed).code);
  expect(stalled.heard.length).toBeLessThan(600);
  expect(ben.line.isClosed).toBe(false);
});

it('a requestId is of its asker: two who choose the same make two channels', async () => {
  const requestId = 'the same for both';
  const wish = (other: Person) => ({ type: 'CREATE_REQUEST', title: 'x', participantUsernames: [other.name], requestId });
  const [one, two] = [await ann.line.ask(wish(ben)), await ben.line.ask(wish(ann))];
  expect(one.channelId).not.toEqual(two.channelId);
});
