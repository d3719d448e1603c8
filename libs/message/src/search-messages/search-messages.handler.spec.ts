import { type Person, SearchMessagesQuery } from '@maru/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';
import { decodeSearchCursor, encodeSearchCursor } from './search-cursor.js';

let house: MessageHouse;
beforeEach(async () => {
  house = await MessageHouse.start({}, { searchedMessages: 20 });
  await house.admit(42, [alice, bob]);
  await house.admit(43, [alice]);
});
afterEach(() => house.close());

interface Asked {
  channelId?: number;
  cursor?: string;
  limit?: number;
}
const search = (person: Person, query: string, asked: Asked = {}) => house.service.ask(SearchMessagesQuery, { person, query, ...asked });
const inShort = ({ messages }: { messages: { channelId: { id: number }; messageSequence: number }[] }) =>
  messages.map(({ channelId, messageSequence }) => `${channelId.id}/${messageSequence}`);
const found = async (person: Person, query: string, asked?: Asked) => inShort(await search(person, query, asked));
/** Each in a moment of its own. */
const write = async (person: Person, channelId: number, ...contents: string[]) => {
  for (const content of contents) {
    await house.clock.advance(1);
    await house.write(person, channelId, content, `${channelId} ${content}`);
  }
};

describe('a search', () => {
  it('finds in one channel, or in all of mine, the latest first', async () => {
    await write(bob, 42, '감나무 아래', 'nothing');
    await write(alice, 43, '큰 감나무');
    await write(alice, 42, '나무');
    expect(await found(alice, '나무')).toEqual(['42/3', '43/1', '42/1']);
    expect(await found(alice, '나무', { channelId: 42 })).toEqual(['42/3', '42/1']);
    expect(await found(alice, '단풍')).toEqual([]);
    expect(await search(alice, '큰')).toEqual({
      messages: [
        {
          channelId: { id: 43 },
          messageSequence: 1,
          username: 'alice',
          content: '큰 감나무',
          createdAt: house.clock.now() - 1,
          clientMessageId: '43 큰 감나무',
        },
      ],
    });
  });

  it('finds nothing of a channel that one is not in, or has left', async () => {
    await write(alice, 42, 'our secret');
    await write(alice, 43, 'my secret');
    expect(await found(bob, 'secret')).toEqual(['42/1']);
    expect(await found(carol, 'secret')).toEqual([]);
    await expect(search(bob, 'secret', { channelId: 43 })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(search(bob, 'secret', { channelId: 999 })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await house.dismiss(42, bob);
    expect(await found(bob, 'secret')).toEqual([]);
    await expect(search(bob, 'secret', { channelId: 42 })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });

  it('goes on where a page ended, while others write', async () => {
    await write(alice, 42, 'tree 1', 'tree 2', 'tree 3');
    await write(alice, 43, 'tree 4', 'tree 5');
    const first = await search(alice, 'tree', { limit: 2 });
    expect(inShort(first)).toEqual(['43/2', '43/1']);
    await write(bob, 42, 'tree 6');
    const second = await search(alice, 'tree', { limit: 2, cursor: first.cursor! });
    expect(inShort(second)).toEqual(['42/3', '42/2']);
    const third = await search(alice, 'tree', { limit: 2, cursor: second.cursor! });
    expect(inShort(third)).toEqual(['42/1']);
    expect(third.cursor).toBeUndefined();
  });

  it('looks into so many messages for one request, and leads to the rest', async () => {
    await write(alice, 42, 'the oldest tree', ...Array.from({ length: 13 }, (_, index) => `x ${index}`), 'the newest tree');
    await write(alice, 43, 'another tree');
    const first = await search(alice, 'tree');
    expect(inShort(first)).toEqual(['43/1', '42/15']);
    const second = await search(alice, 'tree', { cursor: first.cursor! });
    expect(inShort(second)).toEqual(['42/1']);
    expect(second.cursor).toBeUndefined();
    // Alone, the channel is looked into as far as the request goes.
    expect(await search(alice, 'tree', { channelId: 42 })).not.toHaveProperty('cursor');
    expect(await found(alice, 'tree', { channelId: 42 })).toEqual(['42/15', '42/1']);
  });

  it.each(['!', '', '-', '1-2', '1-2-3', '1-2-3-4-5-6', 'zzzzzzzzzzz', 'A', ' 1', '-1'])(
    'refuses a cursor that is not ours: %j',
    async (cursor) => {
      await expect(search(alice, 'tree', { cursor })).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    },
  );

  it('is not led astray by a cursor that somebody made up', async () => {
    await write(alice, 42, 'tree 1', 'tree 2');
    const madeUp = (skipped: number, depth: number) =>
      encodeSearchCursor({ skipped, within: { depth, before: { createdAt: Number.MAX_SAFE_INTEGER, channelId: 0, messageSequence: 0 } } });
    expect(await found(alice, 'tree', { cursor: madeUp(0, Number.MAX_SAFE_INTEGER) })).toEqual(['42/2', '42/1']);
    expect(await found(alice, 'tree', { cursor: madeUp(0, 0) })).toEqual(['42/2']);
    expect(await search(alice, 'tree', { cursor: madeUp(Number.MAX_SAFE_INTEGER, 1) })).toEqual({ messages: [] });
  });
});

it('a cursor is read as it was written', () => {
  const number = fc.maxSafeNat();
  const within = fc.record({ depth: number, before: fc.record({ createdAt: number, channelId: number, messageSequence: number }) });
  fc.assert(
    fc.property(number, fc.option(within, { nil: undefined }), (skipped, inside) => {
      const cursor = inside === undefined ? { skipped } : { skipped, within: inside };
      expect(decodeSearchCursor(encodeSearchCursor(cursor))).toEqual(cursor);
    }),
  );
});
