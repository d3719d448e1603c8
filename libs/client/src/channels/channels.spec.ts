import { describe, expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';
import { settled } from '../testing/held-clock.js';

const CHANNEL = { channelId: { id: 42 } };
const numbers = { lastMessageSequence: 3, lastReadMessageSequence: 0, unreadCount: 3 };

function threeMessages() {
  return liveClient((maru) => {
    for (const content of ['one', 'two', 'three']) maru.write(42, 'bob', content);
    maru.write(7, 'carol', 'elsewhere');
  });
}

describe('unread', () => {
  test('is the last message less the read pointer, and is summed up', async () => {
    const { client, maru } = await threeMessages();
    expect(client.channels.get(42)).toMatchObject({ title: 'channel 42', kind: 'GROUP', ...numbers });
    expect(client.channels.unreadCount).toBe(4);
    maru.tell(42, 'bob', 'four');
    await settled();
    expect(client.channels.get(42)).toMatchObject({ lastMessageSequence: 4, unreadCount: 4, lastMessage: { content: 'four' } });
    expect(client.channels.unreadCount).toBe(5);
  });

  test('my own message takes my pointer along, from here and from elsewhere', async () => {
    const { client, maru } = await threeMessages();
    maru.tell(42, 'alice', 'from my phone', 'phone');
    await settled();
    expect(client.channels.get(42)).toMatchObject({ lastReadMessageSequence: 4, unreadCount: 0 });
    client.send(7, 'from here');
    await settled();
    expect(client.channels.get(7)).toMatchObject({ lastReadMessageSequence: 2, unreadCount: 0, lastMessage: { content: 'from here' } });
  });

  test('NOTIFY_UNREAD counts; told late, it turns nothing back', async () => {
    const { client, hears, maru } = await threeMessages();
    await hears({ type: 'NOTIFY_UNREAD', ...CHANNEL, unreadCount: 1, lastMessageSequence: 3 });
    expect(client.channels.get(42)).toMatchObject({ lastReadMessageSequence: 2, unreadCount: 1 });
    maru.tell(42, 'bob', 'four');
    await hears({ type: 'NOTIFY_UNREAD', ...CHANNEL, unreadCount: 2, lastMessageSequence: 3 });
    expect(client.channels.get(42)).toMatchObject({ lastMessageSequence: 4, lastReadMessageSequence: 2, unreadCount: 2 });
  });

  test('reading elsewhere and entering move the pointer', async () => {
    const { client, hears } = await threeMessages();
    await hears({ type: 'NOTIFY_READ', ...CHANNEL, username: 'bob', lastReadMessageSequence: 3 });
    expect(client.channels.get(42)).toMatchObject(numbers);
    await hears({ type: 'NOTIFY_READ', ...CHANNEL, username: 'alice', lastReadMessageSequence: 1 });
    expect(client.channels.get(42)).toMatchObject({ unreadCount: 2 });
    await hears({ type: 'ENTER_RESPONSE', ...CHANNEL, title: '', lastMessageSequence: 5, lastReadMessageSequence: 3 });
    expect(client.channels.get(42)).toMatchObject({ lastMessageSequence: 5, unreadCount: 2 });
  });
});

describe('the list', () => {
  test('has the latest activity first', async () => {
    const { client, maru } = await threeMessages();
    const order = () => client.channels.list.map(({ channelId }) => channelId);
    const first = order()[1] ?? 0;
    maru.tell(first, 'bob', 'x');
    await settled();
    expect(order()[0]).toBe(first);
  });

  test('changes with what is told of channels', async () => {
    const { client, hears, told } = await threeMessages();
    await hears({ type: 'NOTIFY_CHANNEL', ...CHANNEL, title: '저녁', public: true });
    await hears({ type: 'NOTIFY_JOIN', ...CHANNEL, title: '저녁', kind: 'GROUP', public: true, username: 'dan' });
    await hears({ type: 'SET_NOTIFY_RESPONSE', ...CHANNEL, notify: 'MENTIONS' });
    await hears({ type: 'NOTIFY_LEVEL', ...CHANNEL, notify: 'NONE' });
    expect(client.channels.get(42)).toMatchObject({ title: '저녁', public: true, headCount: 3, notify: 'NONE' });
    await hears({ type: 'NOTIFY_QUIT', ...CHANNEL, username: 'dan' });
    await hears({ type: 'REMOVE_MEMBER_RESPONSE', ...CHANNEL, username: 'bob' });
    await hears({ type: 'UPDATE_CHANNEL_RESPONSE', ...CHANNEL, title: '점심', public: false });
    expect(client.channels.get(42)).toMatchObject({ title: '점심', public: false, headCount: 1 });
    expect(told('channel')).toHaveLength(7);
    expect(told('join', 'quit')).toMatchObject([{ username: 'dan' }, { username: 'dan' }, { username: 'bob', by: 'alice' }]);
  });

  test('a channel that I made or joined is there when the answer is', async () => {
    const { client, maru } = await threeMessages();
    maru.answers.CREATE_REQUEST = () => {
      maru.channel(99);
      return [{ type: 'CREATE_RESPONSE', channelId: { id: 99 }, title: 'new', kind: 'GROUP', public: false }];
    };
    const { channelId } = await client.request({ type: 'CREATE_REQUEST', participantUsernames: ['bob'], title: 'new' });
    expect(client.channels.get(channelId.id)).toMatchObject({ channelId: 99 });
    maru.answers.JOIN_REQUEST = () => [{ type: 'JOIN_RESPONSE', channelId: { id: 99 }, title: 'new', kind: 'GROUP' }];
    const fetches = maru.count('FETCH_CHANNELS_REQUEST');
    await client.request({ type: 'JOIN_REQUEST', channelId: 99 });
    expect(maru.count('FETCH_CHANNELS_REQUEST')).toBe(fetches);
  });

  test('a channel that I was brought into appears; many at once cost two fetches', async () => {
    const { client, maru } = await threeMessages();
    const fetches = maru.count('FETCH_CHANNELS_REQUEST');
    for (let id = 100; id < 120; id++) {
      maru.channel(id);
      maru.say({ type: 'NOTIFY_JOIN', channelId: { id }, title: '', kind: 'DIRECT', public: false, username: 'alice', by: 'bob' });
    }
    await settled();
    expect(client.channels.list).toHaveLength(22);
    expect(maru.count('FETCH_CHANNELS_REQUEST') - fetches).toBeLessThanOrEqual(2);
  });

  test.each([
    ['QUIT_RESPONSE', {}],
    ['NOTIFY_QUIT', { username: 'alice', by: 'bob' }],
  ])('a channel that is no longer mine is gone, with its messages: %s', async (type, more) => {
    const { client, hears, told } = await threeMessages();
    await client.timeline(42).loadLatest();
    await hears({ type, ...CHANNEL, ...more });
    expect(client.channels.get(42)).toBeUndefined();
    expect(client.timeline(42).entries).toEqual([]);
    expect(told('quit')).toMatchObject([{ channelId: 42, username: 'alice' }]);
  });

  test.each([
    ['while I am live', false],
    ['while the line is down', true],
  ])('what was written in it before I heard of it is news, from where I joined: %s', async (_, isAway) => {
    const { client, maru, clock, told, hears, returns } = await threeMessages();
    const begin = () => {
      for (const content of ['before me', 'one', 'two']) maru.write(8, 'bob', content);
      maru.channel(8).pointers.set('alice', 1);
    };
    if (isAway) await returns(begin);
    else {
      begin();
      await hears({ type: 'NOTIFY_JOIN', channelId: { id: 8 }, title: '', kind: 'DIRECT', public: false, username: 'alice', by: 'bob' });
    }
    maru.tell(8, 'bob', 'three');
    await clock.advance(1_000);
    expect(told('message')).toMatchObject(['one', 'two', 'three'].map((content) => ({ channelId: 8, message: { content } })));
    expect(client.channels.get(8)).toMatchObject({ unreadCount: 3, lastMessage: { content: 'three' } });
  });

  test('appears though the first to be asked for it said nothing', async () => {
    const { client, maru, clock, hears } = await threeMessages();
    maru.channel(8);
    maru.refuse = ({ type }) => (type === 'FETCH_CHANNELS_REQUEST' ? 'silence' : undefined);
    await hears({ type: 'NOTIFY_JOIN', channelId: { id: 8 }, title: '', kind: 'DIRECT', public: false, username: 'alice', by: 'bob' });
    await clock.advance(15_000);
    maru.refuse = () => undefined;
    await clock.advance(5_000);
    expect(client.channels.get(8)).toBeDefined();
  });

  test('an answer that is older than what was told meanwhile does not bring a channel back', async () => {
    const { client, maru, hears } = await threeMessages();
    const old = maru.answers.FETCH_CHANNELS_REQUEST?.({ type: 'FETCH_CHANNELS_REQUEST' }, maru.socket)[0];
    maru.refuse = ({ type }) => (type === 'FETCH_CHANNELS_REQUEST' ? 'silence' : undefined);
    const fetching = client.channels.fetch();
    await settled();
    maru.refuse = () => undefined;
    maru.channels.delete(42);
    await hears({ type: 'NOTIFY_QUIT', ...CHANNEL, username: 'alice' });
    await hears({ ...old, requestId: maru.heard.at(-1)?.requestId });
    await fetching;
    await settled();
    expect(client.channels.list.map(({ channelId }) => channelId)).toEqual([7]);
  });
});

describe('coming back', () => {
  test('brings the list up to date: what went, what came, how far each is', async () => {
    const { client, returns, maru, told } = await threeMessages();
    await returns(() => {
      maru.channels.delete(7);
      maru.channel(8);
      maru.channel(42).pointers.set('alice', 2);
    });
    expect(new Set(client.channels.list.map(({ channelId }) => channelId))).toEqual(new Set([42, 8]));
    expect(client.channels.get(42)).toMatchObject({ unreadCount: 1 });
    expect(told('reset')).toMatchObject([{ channelId: 7 }]);
  });

  test('after a RESET the numbers are the server’s, though they went back', async () => {
    const { client, returns, maru } = await threeMessages();
    await returns(() => maru.channel(42).messages.splice(1));
    expect(client.channels.get(42)).toMatchObject({ lastMessageSequence: 1, unreadCount: 1 });
    maru.tell(42, 'bob', 'anew');
    await settled();
    expect(client.channels.get(42)).toMatchObject({ lastMessageSequence: 2, unreadCount: 2 });
  });
});
