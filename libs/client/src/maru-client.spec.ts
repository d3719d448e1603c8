import { beforeEach, expect, test } from 'vitest';
import { connect, type MaruClient } from './maru-client.js';
import type { MaruEvent } from './events/maru-event.js';
import { memoryStorage } from './outbox/outbox-storage.js';
import { FakeMaru } from './testing/fake-maru.js';
import { HeldClock, settled } from './testing/held-clock.js';

let maru: FakeMaru;
let clock: HeldClock;
let events: MaruEvent[];

function open(storage = memoryStorage()): MaruClient {
  const client = connect({ http: maru.http, openSocket: maru.openSocket, clock, storage });
  client.on('message', (event) => events.push(event));
  return client;
}

beforeEach(() => {
  maru = new FakeMaru();
  clock = new HeldClock();
  events = [];
});

test('a client becomes live with its channels and friends', async () => {
  maru.write(42, 'bob', 'hi');
  maru.connections = [{ username: 'bob', status: 'ACCEPTED', inviter: 'alice' }];
  const client = open();
  expect(client.state.name).toBe('connecting');
  await client.whenLive();
  expect(client.username).toBe('alice');
  expect(client.channels.list).toMatchObject([{ channelId: 42, unreadCount: 1, lastMessage: { content: 'hi' } }]);
  expect(client.connections.list('ACCEPTED')).toHaveLength(1);
  expect(maru.count('RESUME')).toBe(0);
});

test('a message that was sent off is pending at once, and has its place when it is acked', async () => {
  maru.channel(42);
  const client = open();
  await client.whenLive();
  const entry = client.send(42, 'hello');
  expect(client.timeline(42).entries).toMatchObject([{ state: 'pending', key: entry.clientMessageId, content: 'hello' }]);
  await settled();
  expect(client.timeline(42).entries).toMatchObject([{ state: 'sent', key: entry.clientMessageId, messageSequence: 1, username: 'alice' }]);
  expect(client.outbox).toEqual([]);
  expect(client.channels.get(42)).toMatchObject({ unreadCount: 0, lastMessageSequence: 1 });
  expect(events).toMatchObject([{ mine: true, message: { content: 'hello' } }]);
});

test('what was missed is resumed, once, and in order', async () => {
  maru.channel(42);
  const client = open();
  await client.whenLive();
  maru.tell(42, 'bob', 'one');
  await settled();
  maru.socket.cut();
  maru.write(42, 'bob', 'two');
  maru.write(42, 'bob', 'three');
  expect(client.state).toMatchObject({ name: 'waiting', retryInMs: 375 });
  await clock.advance(375);
  expect(client.state.name).toBe('live');
  expect(maru.heard.find(({ type }) => type === 'RESUME')).toMatchObject({ channels: [[42, 1]] });
  expect(events.map((event) => event.type === 'message' && event.message.content)).toEqual(['one', 'two', 'three']);
  expect(client.channels.get(42)).toMatchObject({ unreadCount: 3 });
});

test('a client that ended leaves no timer behind, so that a program can end', async () => {
  maru.channel(42);
  const client = open();
  await client.whenLive();
  maru.refuse = () => ({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 60_000 });
  client.send(42, 'waits out a limit');
  client.markRead(42, 1);
  client.typing(42);
  void client.channels.fetch();
  maru.socket.say({ type: 'NOTIFY_TYPING', channelId: { id: 42 }, username: 'bob' });
  await settled();
  expect(clock.waiting).toBeGreaterThan(3);
  await client.close();
  expect(clock.waiting).toBe(0);
  client.send(42, 'for the next run');
  await settled();
  expect(clock.waiting).toBe(0);
});

test.each([
  [4500, 'session-ended'],
  [4502, 'unsupported'],
  [4509, 'too-many-sockets'],
] as const)('closed with %i it ends, says so, and asks for no more tickets', async (code, reason) => {
  const client = open();
  await client.whenLive();
  const states = client.events();
  const asked = client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
  maru.socket.end(code);
  await expect(asked).rejects.toMatchObject({ code: 'CLOSED' });
  await clock.advance(3_600_000);
  expect([client.state, maru.sockets.length]).toEqual([{ name: 'ended', reason }, 1]);
  expect(await states.next()).toMatchObject({ value: { type: 'state', state: { name: 'ended', reason } } });
  expect(await states.next()).toEqual({ done: true, value: undefined });
  await expect(client.whenLive()).rejects.toMatchObject({ code: 'CLOSED' });
});

test('what was sent off and not acked before the program died is sent by the next one, once', async () => {
  maru.channel(42);
  const storage = memoryStorage();
  const first = open(storage);
  await first.whenLive();
  maru.refuse = ({ type }) => (type === 'WRITE_MESSAGE' ? 'silence' : undefined);
  for (const content of ['one', 'two']) first.send(42, content);
  await settled();
  maru.socket.cut(); // and nobody closes the first
  maru.refuse = () => undefined;
  const second = open(storage);
  await second.whenLive();
  await settled();
  expect(maru.channel(42).messages.map(({ content }) => content)).toEqual(['one', 'two']);
  expect([second.outbox, await storage.all()]).toEqual([[], []]);
});
