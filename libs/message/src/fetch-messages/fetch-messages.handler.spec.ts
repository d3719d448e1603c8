import { FetchMessagesQuery, HISTORY_BYTES, type Person } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alice, bob, carol, MessageHouse, type Wish } from '../message.fixture.js';

const CHANNEL = 42;
let house: MessageHouse;
const write = (channelId: number, content: string, index: number): Wish => {
  return { type: 'WriteMessage', channelId, content, clientMessageId: `id ${index}`, chosenByClient: index % 2 === 1 };
};
beforeAll(async () => {
  house = await MessageHouse.start();
  await house.admit(CHANNEL, [alice, bob]);
  await house.askAll(
    Array.from({ length: 250 }, (_, index) => [index < 125 ? alice : bob, write(CHANNEL, `m${index + 1}`, index + 1)] as const),
  );
});
afterAll(() => house.close());

interface Asked {
  startMessageSequence?: number;
  endMessageSequence?: number;
  before?: number;
  after?: number;
  limit?: number;
}
const fetch = (person: Person, asked: Asked = {}, channelId = CHANNEL) =>
  house.service.ask(FetchMessagesQuery, { person, channelId, ...asked });
const sequences = async (asked: Asked, channelId = CHANNEL) =>
  (await fetch(alice, asked, channelId)).messages.map(({ messageSequence }) => messageSequence);
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a page of history', () => {
  it.each<[Asked, number, number]>([
    [{}, 201, 250],
    [{ limit: 2 }, 249, 250],
    [{ startMessageSequence: 1, endMessageSequence: 1_000 }, 151, 250],
    [{ startMessageSequence: 3, endMessageSequence: 5 }, 3, 5],
    [{ before: 201 }, 151, 200],
    [{ after: 248 }, 249, 250],
    [{ after: 10, limit: 100 }, 11, 110],
  ])('%j: from %i to %i, ascending', async (asked, from, to) => {
    expect(await sequences(asked)).toEqual(upTo(from, to));
  });

  it('is the same from the cache', async () => {
    expect(await sequences({ before: 250, limit: 3 })).toEqual([247, 248, 249]);
    expect((await fetch(alice, { limit: 1 })).messages).toMatchObject([{ messageSequence: 250, content: 'm250', username: 'bob' }]);
  });

  it('is empty where there is nothing', async () => {
    await house.admit(43, [alice]);
    expect(await fetch(alice, {}, 43)).toEqual({ channelId: { id: 43 }, messages: [] });
    expect(await sequences({ after: 250 })).toEqual([]);
    expect(await sequences({ startMessageSequence: 251, endMessageSequence: 300 })).toEqual([]);
  });

  it('shows client ids on own messages that have one', async () => {
    const shown = async (person: Person, startMessageSequence: number) =>
      (await fetch(person, { startMessageSequence, endMessageSequence: startMessageSequence + 1 })).messages.map(
        (view) => view.clientMessageId,
      );
    expect(await shown(alice, 1)).toEqual(['id 1', undefined]);
    expect(await shown(bob, 1)).toEqual([undefined, undefined]);
    expect(await shown(bob, 249)).toEqual(['id 249', undefined]);
  });

  it('is for those who may read', async () => {
    await expect(fetch(carol)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(fetch(alice, {}, 999)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });
});

describe('a page that is too large', () => {
  beforeAll(async () => {
    await house.admit(44, [alice]);
    await house.askAll(Array.from({ length: 100 }, (_, index) => [alice, write(44, '😀'.repeat(4_000), index)] as const));
  });

  it('loses its oldest, but with `after` its newest', async () => {
    const before = await sequences({ limit: 100 }, 44);
    expect(before).toEqual(upTo(101 - before.length, 100));
    const after = await sequences({ after: 0, limit: 100 }, 44);
    expect(after).toEqual(upTo(1, after.length));
    const range = await sequences({ startMessageSequence: 1, endMessageSequence: 99 }, 44);
    expect(range).toEqual(upTo(100 - range.length, 99));
    expect(before.length).toBe(Math.floor(HISTORY_BYTES / 16_100));
  });
});
