import { expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';
import { settled } from '../testing/held-clock.js';

const live = () => liveClient((maru) => void maru.channel(42));
const types = (username: string) => ({ type: 'NOTIFY_TYPING', channelId: { id: 42 }, username });

test('who types is shown for five seconds after the last word of it', async () => {
  const { client, clock, hears, told } = await live();
  await hears(types('bob'));
  await clock.advance(3_000);
  await hears(types('bob'));
  await hears(types('carol'));
  await clock.advance(4_999);
  expect(client.typists(42)).toEqual(['bob', 'carol']);
  await clock.advance(1);
  expect(client.typists(42)).toEqual([]);
  expect(told('typing')).toMatchObject([['bob'], ['bob', 'carol'], ['carol'], []].map((usernames) => ({ channelId: 42, usernames })));
});

test('whoever has written types no more', async () => {
  const { client, maru, hears } = await live();
  await hears(types('bob'));
  await hears(types('carol'));
  maru.tell(42, 'bob', 'done');
  await settled();
  expect(client.typists(42)).toEqual(['carol']);
});

test('my own typing is said every three seconds at most, and anew after a message', async () => {
  const { client, clock, maru } = await live();
  const said = () => maru.count('TYPING');
  for (let i = 0; i < 59; i++) {
    client.typing(42);
    await clock.advance(100);
  }
  expect(said()).toBe(2);
  client.send(42, 'done');
  await settled();
  client.typing(42);
  client.typing(7);
  await settled();
  expect(said()).toBe(4);
});

test('typing without a connection is not said later', async () => {
  const { client, maru, returns } = await live();
  await returns(() => client.typing(42));
  expect(maru.count('TYPING')).toBe(0);
  client.typing(42);
  await settled();
  expect(maru.count('TYPING')).toBe(1);
});
