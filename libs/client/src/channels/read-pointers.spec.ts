import { expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';
import { settled } from '../testing/held-clock.js';

const CHANNEL = { channelId: { id: 42 } };

async function tenUnread() {
  const live = await liveClient((maru) => {
    for (let n = 1; n <= 10; n++) maru.write(42, 'bob', `text ${n}`);
  });
  const said = () => live.maru.heard.flatMap((frame) => (frame.type === 'READ_MESSAGE_ACK' ? [frame.messageSequence] : []));
  return { ...live, said };
}

test('what is read is read here at once, and told at once, then at most twice a second', async () => {
  const { client, clock, said } = await tenUnread();
  for (const sequence of [3, 4, 5]) client.markRead(42, sequence);
  expect(client.channels.get(42)).toMatchObject({ lastReadMessageSequence: 5, unreadCount: 5 });
  await settled();
  expect(said()).toEqual([3]);
  await clock.advance(500);
  expect(said()).toEqual([3, 5]);
  await clock.advance(5_000);
  client.markRead(42, 5);
  client.markRead(42, 2);
  await clock.advance(5_000);
  expect(said()).toEqual([3, 5]);
});

test('what is beyond the last message is cut, and never said of those that come', async () => {
  const { client, maru, said, returns } = await tenUnread();
  client.markRead(42, 99);
  expect(client.channels.get(42)).toMatchObject({ lastReadMessageSequence: 10, unreadCount: 0 });
  client.markRead(42, 99);
  await returns(() => maru.write(42, 'bob', 'unseen'));
  expect(new Set(said())).toEqual(new Set([10]));
  expect(client.channels.get(42)).toMatchObject({ lastReadMessageSequence: 10, unreadCount: 1 });
});

test('what came by a page of history can be read, though it was not heard yet', async () => {
  const { client, maru } = await tenUnread();
  for (const content of ['text 11', 'text 12']) maru.write(42, 'bob', content);
  await client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId: 42, limit: 1 });
  client.markRead(42, 12);
  expect(client.channels.get(42)).toMatchObject({ lastMessageSequence: 12, unreadCount: 0 });
});

test('read while the line was down, or said into a dead line, it is said on the next one', async () => {
  const { client, maru, said, returns } = await tenUnread();
  maru.automatic = false;
  client.markRead(42, 3);
  maru.automatic = true;
  await returns(() => client.markRead(42, 4));
  expect(said()).toEqual([4]);
  expect(client.channels.get(42)).toMatchObject({ unreadCount: 6 });
});

test('what the server knows is not said again', async () => {
  const { client, said, returns, hears } = await tenUnread();
  client.markRead(42, 4);
  await hears({ type: 'NOTIFY_UNREAD', ...CHANNEL, unreadCount: 6, lastMessageSequence: 10 });
  await returns();
  expect(said()).toEqual([4]);
});

test('a limit is waited out; a final refusal ends it', async () => {
  const { client, clock, maru, said } = await tenUnread();
  maru.refuse = ({ type }) => (type === 'READ_MESSAGE_ACK' ? { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 2_000 } : undefined);
  client.markRead(42, 4);
  await clock.advance(1_900);
  expect(said()).toEqual([4]);
  maru.refuse = ({ type }) => (type === 'READ_MESSAGE_ACK' ? { code: 'NOT_A_MEMBER', retryable: false } : undefined);
  await clock.advance(10_000);
  expect(said()).toEqual([4, 4]);
});
