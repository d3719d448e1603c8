import { ExportMessageData, type Person } from '@maru/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

let house: MessageHouse;
beforeAll(async () => {
  house = await MessageHouse.start();
  await house.admit(42, [alice, bob]);
  await house.admit(43, [alice, bob]);
  for (const channelId of [43, 42]) await house.write(alice, channelId, `in ${channelId}`, `id ${channelId}`);
  await house.write(bob, 42, 'not hers');
  await house.write(alice, 42, 'without an id');
});
afterAll(() => house.close());

const exported = async (person: Person) => (await house.service.ask(ExportMessageData, person)).records;

it('is all that one person wrote and how far he read, and nothing of others', async () => {
  const createdAt = house.clock.now();
  expect(await exported(alice)).toEqual({
    messages: [
      { channelId: 42, messageSequence: 1, content: 'in 42', createdAt, clientMessageId: 'id 42' },
      { channelId: 42, messageSequence: 3, content: 'without an id', createdAt },
      { channelId: 43, messageSequence: 1, content: 'in 43', createdAt, clientMessageId: 'id 43' },
    ],
    readPointers: [
      { channelId: 42, lastReadMessageSequence: 3, member: true },
      { channelId: 43, lastReadMessageSequence: 1, member: true },
    ],
  });
});

it('goes on where one page ends', async () => {
  await house.admit(44, [bob]);
  const wishes = Array.from({ length: 1_500 }, (_, index) => {
    return [bob, { type: 'WriteMessage', channelId: 44, content: `${index}`, clientMessageId: `${index}`, chosenByClient: true }] as const;
  });
  await house.askAll(wishes);
  expect((await exported(bob))['messages']).toHaveLength(1_501);
});

it('is empty for who has done nothing', async () => {
  expect(await exported(carol)).toEqual({ messages: [], readPointers: [] });
});
