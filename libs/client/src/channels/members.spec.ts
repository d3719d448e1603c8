import { describe, expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';
import { settled } from '../testing/held-clock.js';

const CHANNEL = { channelId: { id: 42 } };
const member = (username: string, lastReadMessageSequence = 0, role = 'MEMBER') => ({ username, role, lastReadMessageSequence });

/** Alice owns the channel; bob and carol are on the second page. */
async function loaded() {
  const live = await liveClient((maru) => {
    for (const content of ['one', 'two', 'three']) maru.write(42, 'bob', content);
    maru.answers.FETCH_MEMBERS_REQUEST = ({ cursor }) => [
      cursor === undefined
        ? { type: 'FETCH_MEMBERS_RESPONSE', ...CHANNEL, members: [member('alice', 0, 'OWNER')], cursor: 'next' }
        : { type: 'FETCH_MEMBERS_RESPONSE', ...CHANNEL, members: [member('bob', 3), member('carol', 1)] },
    ];
  });
  await live.client.members.load(42);
  await live.client.members.loadMore(42);
  return live;
}

test('come page by page', async () => {
  const { client } = await loaded();
  expect(client.members.list(42).map(({ username }) => username)).toEqual(['alice', 'bob', 'carol']);
  expect(client.members.isComplete(42)).toBe(true);
  expect(await client.members.load(42)).toHaveLength(1);
  expect(client.members.isComplete(42)).toBe(false);
  expect(await client.members.loadMore(42)).toHaveLength(3);
  expect(await client.members.loadMore(42)).toHaveLength(3);
  expect(client.members.list(7)).toEqual([]);
});

describe('how far each has read', () => {
  test('gives the number of those who have not read a message', async () => {
    const { client, hears, told } = await loaded();
    expect([1, 2, 3].map((sequence) => client.members.unreadBy(42, sequence))).toEqual([1, 2, 2]);
    await hears({ type: 'NOTIFY_READ', ...CHANNEL, username: 'carol', lastReadMessageSequence: 3 });
    await hears({ type: 'NOTIFY_READ', ...CHANNEL, username: 'carol', lastReadMessageSequence: 2 });
    expect([1, 2, 3].map((sequence) => client.members.unreadBy(42, sequence))).toEqual([1, 1, 1]);
    expect(told('read')).toHaveLength(2);
  });

  test('moves with what somebody writes', async () => {
    const { client, maru } = await loaded();
    maru.tell(42, 'carol', 'four');
    client.send(42, 'five');
    await settled();
    expect(client.members.list(42)).toMatchObject([
      { lastReadMessageSequence: 5 },
      { lastReadMessageSequence: 3 },
      { lastReadMessageSequence: 4 },
    ]);
  });

  test('is fetched again after a time away', async () => {
    const { client, maru, returns } = await loaded();
    maru.answers.FETCH_MEMBERS_REQUEST = () => [{ type: 'FETCH_MEMBERS_RESPONSE', ...CHANNEL, members: [member('bob', 9)] }];
    await returns();
    expect(client.members.list(42)).toEqual([member('bob', 9)]);
  });

  test('is forgotten where I was removed meanwhile; what cannot be had otherwise is told', async () => {
    const { client, maru, returns, told } = await loaded();
    maru.refuse = ({ type }) => (type === 'FETCH_MEMBERS_REQUEST' ? { code: 'INTERNAL', retryable: false } : undefined);
    await returns();
    expect(told('error')).toMatchObject([{ about: 'FETCH_MEMBERS_REQUEST', error: { code: 'INTERNAL' } }]);
    maru.refuse = ({ type }) => (type === 'FETCH_MEMBERS_REQUEST' ? { code: 'NOT_A_MEMBER', retryable: false } : undefined);
    await returns();
    await returns();
    expect([client.members.list(42), told('error').length, maru.count('FETCH_MEMBERS_REQUEST')]).toEqual([[], 1, 4]);
  });
});

describe('who is there', () => {
  test('changes with joining, quitting and removing', async () => {
    const { client, hears, told } = await loaded();
    const join = { type: 'NOTIFY_JOIN', ...CHANNEL, title: '', kind: 'GROUP', public: false };
    await hears({ ...join, username: 'dan', by: 'bob' });
    expect(client.members.list(42).at(-1)).toEqual(member('dan', 3));
    await hears({ type: 'NOTIFY_QUIT', ...CHANNEL, username: 'bob' });
    await hears({ type: 'REMOVE_MEMBER_RESPONSE', ...CHANNEL, username: 'carol' });
    expect(client.members.list(42).map(({ username }) => username)).toEqual(['alice', 'dan']);
    expect(told('join')).toMatchObject([{ channelId: 42, username: 'dan', by: 'bob' }]);
    await hears({ type: 'NOTIFY_QUIT', ...CHANNEL, username: 'alice', by: 'dan' });
    expect(client.members.list(42)).toEqual([]);
  });

  test('a newcomer is not shown where members are missing before him', async () => {
    const { client, hears } = await loaded();
    await client.members.load(42);
    await hears({ type: 'NOTIFY_JOIN', ...CHANNEL, title: '', kind: 'GROUP', public: false, username: 'dan' });
    expect(client.members.list(42).map(({ username }) => username)).toEqual(['alice']);
  });

  test('roles move', async () => {
    const { client, hears } = await loaded();
    const roles = () => client.members.list(42).map(({ role }) => role);
    await hears({ type: 'HAND_OVER_RESPONSE', ...CHANNEL, username: 'bob' });
    expect(roles()).toEqual(['MEMBER', 'OWNER', 'MEMBER']);
    await hears({ type: 'NOTIFY_ROLE', ...CHANNEL, username: 'bob', role: 'MEMBER' });
    await hears({ type: 'NOTIFY_ROLE', ...CHANNEL, username: 'carol', role: 'OWNER' });
    expect(roles()).toEqual(['MEMBER', 'MEMBER', 'OWNER']);
  });
});

test('few channels are kept, the last ones', async () => {
  const { client, maru } = await loaded();
  maru.answers.FETCH_MEMBERS_REQUEST = ({ channelId: id }) => [
    { type: 'FETCH_MEMBERS_RESPONSE', channelId: { id }, members: [member('bob')] },
  ];
  for (let id = 100; id < 120; id++) await client.members.load(id);
  expect([42, 100, 119].map((id) => client.members.list(id).length)).toEqual([0, 1, 1]);
});
