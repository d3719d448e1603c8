import { FindUnread } from '@maru/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

let house: MessageHouse;
beforeAll(async () => {
  house = await MessageHouse.start();
  await house.admit(42, [alice, bob]);
  await house.admit(43, [alice]);
  await house.write(alice, 42, 'x'.repeat(3_000), 'mine');
  await house.write(bob, 42, 'second', 'his');
  await house.write(alice, 43, 'alone');
});
afterAll(() => house.close());

const find = async (userId: number, channelIds: number[]) => (await house.service.ask(FindUnread, { userId, channelIds })).channels;

it('tells for each channel where it ends, how far it is read, and its last message, whole', async () => {
  const createdAt = house.clock.now();
  const second = { messageSequence: 2, username: 'bob', content: 'second', createdAt };
  expect(await find(alice.userId, [42, 43])).toEqual([
    { channelId: 42, lastMessageSequence: 2, lastReadMessageSequence: 1, lastMessage: second },
    {
      channelId: 43,
      lastMessageSequence: 1,
      lastReadMessageSequence: 1,
      lastMessage: { messageSequence: 1, username: 'alice', content: 'alone', createdAt },
    },
  ]);
  expect(await find(bob.userId, [42])).toMatchObject([{ lastReadMessageSequence: 2, lastMessage: { ...second, clientMessageId: 'his' } }]);
});

it('counts a pointer that is not known yet as having read all', async () => {
  expect(await find(carol.userId, [42])).toMatchObject([{ lastMessageSequence: 2, lastReadMessageSequence: 2 }]);
});

it('knows of channels without messages, and of none', async () => {
  expect(await find(alice.userId, [99])).toEqual([{ channelId: 99, lastMessageSequence: 0, lastReadMessageSequence: 0 }]);
  expect(await find(alice.userId, [])).toEqual([]);
});
