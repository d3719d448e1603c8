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
