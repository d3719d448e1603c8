import { type Person, ReplayMessages, RESUME_REPLAY_MESSAGES } from '@maru/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

const LAST = RESUME_REPLAY_MESSAGES + 1;
/** Has written nothing. */
const dora: Person = { userId: 4, username: 'dora' };
let house: MessageHouse;
beforeAll(async () => {
  house = await MessageHouse.start();
  await house.admit(42, [alice, bob, dora]);
  const sender = (index: number) => (index % 2 === 0 ? alice : bob);
  await house.askAll(
    Array.from({ length: LAST }, (_, index) => {
      return [
        sender(index),
        { type: 'WriteMessage', channelId: 42, content: 'm', clientMessageId: `${index}`, chosenByClient: true },
      ] as const;
    }),
  );
});
afterAll(() => house.close());

const replay = (person: Person, afterSequence: number, channelId = 42) =>
  house.service.ask(ReplayMessages, { person, channelId, afterSequence });
const RESET = { reset: true, frames: [] };

it('has all that was missed, in order, as it was told live', async () => {
  const { reset, frames } = await replay(alice, LAST - 3);
  expect(reset).toBe(false);
  expect(frames.map((frame) => (JSON.parse(frame) as { messageSequence: number }).messageSequence)).toEqual([LAST - 2, LAST - 1, LAST]);
  const live = house.messagesOf(42).slice(-3);
  expect(frames).toEqual(live.map((message) => (message.senderId === alice.userId ? message.own : message.frame)));
});

it('tells everybody his own messages as his own, whoever has read the same before him', async () => {
  const live = house.messagesOf(42).slice(-20);
  for (const person of [alice, bob, dora, alice, bob, dora]) {
    const { frames } = await replay(person, LAST - 20);
    expect(frames).toEqual(live.map(({ senderId, own, frame }) => (senderId === person.userId ? own : frame)));
  }
});

it('encodes a message once, however many catch up with it', async () => {
  await replay(bob, LAST - 20);
  const stringify = vi.spyOn(JSON, 'stringify');
  await replay(bob, LAST - 20);
  const encoded = stringify.mock.calls.filter(([value]) => (value as { type?: string } | undefined)?.type === 'NOTIFY_MESSAGE');
  stringify.mockRestore();
  expect(encoded).toHaveLength(10);
});

it('reads for one who wrote none of it nothing but how far it goes, once another like him was told the same', async () => {
  await replay(dora, LAST - 20);
  const reads = vi.spyOn(house.service.platform.keyValue, 'listAll');
  const { frames } = await replay(dora, LAST - 20);
  expect(frames).toHaveLength(20);
  expect(reads).not.toHaveBeenCalled();
  await replay(bob, LAST - 20);
  expect(reads).toHaveBeenCalledTimes(1);
  reads.mockRestore();
});

it('goes back as far as it may, and not further', async () => {
  expect((await replay(alice, 1)).frames).toHaveLength(RESUME_REPLAY_MESSAGES);
  expect(await replay(alice, 0)).toEqual(RESET);
});

it('has nothing for who missed nothing', async () => {
  expect(await replay(alice, LAST)).toEqual({ reset: false, frames: [] });
});

it('starts who is ahead of us afresh, and who may not read', async () => {
  expect(await replay(alice, LAST + 1)).toEqual(RESET);
  expect(await replay(carol, LAST)).toEqual(RESET);
  expect(await replay(alice, 0, 999)).toEqual(RESET);
});
