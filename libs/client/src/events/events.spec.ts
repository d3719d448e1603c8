import { expect, expectTypeOf, test } from 'vitest';
import { settled } from '../testing/held-clock.js';
import { Events } from './events.js';
import type { MaruEvent } from './maru-event.js';

const reset = (channelId: number): MaruEvent => ({ type: 'reset', channelId });

test('a listener hears the events of its type, until it is taken back', () => {
  const events = new Events(10);
  const heard: number[] = [];
  const stop = events.on('reset', (event) => {
    expectTypeOf(event.channelId).toBeNumber();
    heard.push(event.channelId);
  });
  events.emit(reset(1));
  events.emit({ type: 'channels' });
  stop();
  events.emit(reset(2));
  expect(heard).toEqual([1]);
});

test('a listener that throws does not keep the others from hearing', async () => {
  const events = new Events(10);
  const uncaught = new Promise((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const other of others) process.on('uncaughtException', other);
      resolve(error);
    });
  });
  const heard: number[] = [];
  events.on('reset', () => {
    throw new Error('a listener of its own');
  });
  events.on('reset', ({ channelId }) => heard.push(channelId));
  events.emit(reset(1));
  expect(heard).toEqual([1]);
  expect(await uncaught).toMatchObject({ message: 'a listener of its own' });
});

test('a reader gets all from its beginning on, one after the other, until the end', async () => {
  const events = new Events(10);
  events.emit(reset(0));
  const reader = events.read();
  for (const n of [1, 2]) events.emit(reset(n));
  const heard: MaruEvent[] = [];
  const reading = (async () => {
    for await (const event of reader) heard.push(event);
  })();
  await settled();
  events.emit(reset(3));
  events.close();
  await reading;
  expect(heard).toEqual([reset(1), reset(2), reset(3)]);
  expect(await events.read().next()).toEqual({ done: true, value: undefined });
});

test('a reader that stops costs nothing more', async () => {
  const events = new Events(1);
  for await (const _ of yieldOne(events)) break;
  for (const n of [1, 2, 3]) events.emit(reset(n));
  const reader = events.read();
  await reader.return?.();
  for (const n of [1, 2, 3]) events.emit(reset(n));
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});

function yieldOne(events: Events) {
  const reader = events.read();
  events.emit(reset(0));
  return reader;
}

test('a reader that is too slow is told so after what it has, not left with a hole', async () => {
  const events = new Events(2);
  const reader = events.read();
  for (const n of [1, 2, 3]) events.emit(reset(n));
  expect([await reader.next(), await reader.next()]).toMatchObject([{ value: reset(1) }, { value: reset(2) }]);
  await expect(reader.next()).rejects.toMatchObject({ code: 'TOO_SLOW' });
});

test('what a listener causes is told after what it was told of: all hear all in one order', async () => {
  const events = new Events(10);
  const heard: MaruEvent['type'][] = [];
  const reader = events.read();
  events.on('reset', () => {
    events.emit({ type: 'channels' });
    events.close();
  });
  for (const type of ['channels', 'reset'] as const) events.on(type, (event) => heard.push(event.type));
  events.emit(reset(1));
  expect(heard).toEqual(['reset', 'channels']);
  expect([await reader.next(), await reader.next(), await reader.next()]).toMatchObject([
    { value: { type: 'reset' } },
    { value: { type: 'channels' } },
    { done: true },
  ]);
});

/** Compiles only while it knows every event and every end: there is no way out below the switch. */
function inWords(event: MaruEvent): string {
  switch (event.type) {
    case 'state':
      return event.state.name === 'waiting' ? `in ${event.state.retryInMs} ms` : event.state.name;
    case 'message':
      return event.message.content;
    case 'outbox':
      return `${event.entry.content} ${event.change}`;
    case 'channel':
      return event.channel.title;
    case 'join':
    case 'quit':
      return `${event.username} by ${event.by ?? 'nobody'}`;
    case 'role':
      return event.role;
    case 'read':
      return String(event.lastReadMessageSequence);
    case 'typing':
      return event.usernames.join();
    case 'presence':
      return String(event.presence.online);
    case 'connection':
      return event.connection.status;
    case 'error':
      return event.error.code;
    case 'reset':
    case 'timeline':
    case 'members':
      return String(event.channelId);
    case 'settings':
      return event.settings.quietHours?.from ?? 'never';
    case 'channels':
    case 'connections':
    case 'profiles':
      return event.type;
  }
}

test('a switch over an event’s type knows what each has, and is whole without a default', () => {
  const events: MaruEvent[] = [
    { type: 'state', state: { name: 'waiting', retryInMs: 500, retryAt: 0 } },
    { type: 'join', channelId: 1, username: 'bob', by: 'alice' },
    { type: 'typing', channelId: 1, usernames: ['bob', 'carol'] },
    reset(7),
  ];
  expect(events.map(inWords)).toEqual(['in 500 ms', 'bob by alice', 'bob,carol', '7']);
});
