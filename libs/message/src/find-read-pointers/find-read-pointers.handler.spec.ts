import { FindReadPointers } from '@maru/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

let house: MessageHouse;
beforeAll(async () => {
  house = await MessageHouse.start();
  await house.admit(42, [alice, bob]);
  await house.write(alice, 42, 'first');
  await house.write(alice, 42, 'second');
  await house.read(bob, 42, 1);
});
afterAll(() => house.close());

const find = (channelId: number, userIds: number[]) => house.service.ask(FindReadPointers, { channelId, userIds });

it('tells how far each has read; who has no pointer yet has just come', async () => {
  expect(
    await find(
      42,
      [alice, bob, carol].map(({ userId }) => userId),
    ),
  ).toEqual({
    lastMessageSequence: 2,
    pointers: [
      { userId: alice.userId, lastReadMessageSequence: 2 },
      { userId: bob.userId, lastReadMessageSequence: 1 },
      { userId: carol.userId, lastReadMessageSequence: 2 },
    ],
  });
});

it('knows of channels that nobody has written to, and asks for nobody', async () => {
  expect(await find(99, [alice.userId])).toEqual({ lastMessageSequence: 0, pointers: [{ userId: 1, lastReadMessageSequence: 0 }] });
  expect(await find(42, [])).toEqual({ lastMessageSequence: 2, pointers: [] });
});
