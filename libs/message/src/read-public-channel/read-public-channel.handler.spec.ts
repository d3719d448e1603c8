import { FindPublicChannel, ReadPublicChannel } from '@maru/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alice, MessageHouse } from '../message.fixture.js';

let house: MessageHouse;
let isPublic = true;
beforeEach(async () => {
  isPublic = true;
  house = await MessageHouse.start();
  house.service.platform.queries.serve(FindPublicChannel, async () => (isPublic ? { channel: { channelId: 42, title: 'plaza' } } : {}));
  await house.admit(42, [alice]);
});
afterEach(() => house.close());

const read = async (limit: number) => (await house.service.ask(ReadPublicChannel, { channelId: 42, limit })).messages;

it('tells a visitor the last messages, and by whom they are', async () => {
  expect(await read(50)).toEqual([]);
  for (let count = 1; count <= 60; count++) void house.write(alice, 42, `m${count}`);
  await house.until(() => house.messagesOf(42)[59]);
  const messages = await read(50);
  expect(messages.map(({ content }) => content)).toEqual(Array.from({ length: 50 }, (_, index) => `m${index + 11}`));
  expect(messages.at(-1)).toMatchObject({ messageSequence: 60, senderId: 1, username: 'alice' });
  expect(await read(2)).toHaveLength(2);
});

it('tells nothing of a channel that is not public', async () => {
  isPublic = false;
  await expect(read(50)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
});
