import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChannelHead, type ChannelReader, type MessageStore, type StoredMessage, WriterConflict } from './message-store.js';
import { inShort, type Make, messageWritten, type OutboxUnderTest, toUser } from './under-test.js';

const LARGE = Number.MAX_SAFE_INTEGER;
const turn = () => new Promise((resolve) => setImmediate(resolve));

const message = (channelId: number, messageSequence: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  channelId,
  messageSequence,
  senderId: 1,
  username: 'alice',
  content: `content ${messageSequence}`,
  clientMessageId: `client ${messageSequence}`,
  chosenByClient: true,
  createdAt: 1_700_000_000_000 + messageSequence,
  ...more,
});
const head = (channelId: number, lastMessageSequence: number, more: Partial<ChannelHead> = {}): ChannelHead => ({
  channelId,
  lastMessageSequence,
  direct: false,
  barred: false,
  barVersion: 0,
  ...more,
});
const reader = (userId: number, channelId: number, more: Partial<ChannelReader> = {}): ChannelReader => ({
  userId,
  username: `user ${userId}`,
  channelId,
  lastReadMessageSequence: 0,
  member: true,
  ...more,
});

const sequences = (messages: StoredMessage[]) => messages.map(({ messageSequence }) => messageSequence);
const told = (n: number) => [`record ${n}/1`, `delivery ${n} frame`];

/** Channels of one partition lie together: the suite uses 12, 24 and 36 (and looks into multiples of them), which are partition 0 of any number of shards. */
export function messageStoreContract(name: string, make: Make<OutboxUnderTest<MessageStore>>): void {
  describe(`${name} keeps the contract of MessageStore`, { timeout: 60_000 }, () => {
    let underTest: OutboxUnderTest<MessageStore>;
    let store: MessageStore;
    beforeEach(async () => {
      underTest = await make();
      store = underTest.subject;
    });
    afterEach(() => underTest.close());

    const insert = (...messages: StoredMessage[]) => store.write(0, (unit) => unit.insertMessages(messages));
    const all = { from: 0, to: LARGE, limit: 1_000, end: 'oldest' } as const;
    const page = async (from: number, to: number, limit: number, end: 'oldest' | 'newest') =>
      sequences(await store.messages({ channelId: 12, from, to, limit, end }));
    const find = (...wanted: [channelId: number, senderId: number, clientMessageId: string][]) =>
      store.write(0, (unit) =>
        unit.findByClientIds(wanted.map(([channelId, senderId, clientMessageId]) => ({ channelId, senderId, clientMessageId }))),
      );
    const tell = (n: number, partition = 0) =>
      store.write(partition, async (unit) => {
        unit.deliver(toUser(n, 'frame'));
        unit.publish(messageWritten(n, 1));
      });

    describe('messages', () => {
      test('are read as they were written, byte for byte', async () => {
        const contents = [
          'plain',
          '안녕하세요',
          '\ud55c',
          '\u1112\u1161\u11ab',
          'a\n\t"\\\u0001\u007f',
          '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} e\u0301',
          '\uffff\ufeff',
          "'; DROP TABLE message; --",
        ];
        const messages = contents.map((content, i) =>
          message(12, i + 1, { content, clientMessageId: content, chosenByClient: i % 2 === 0 }),
        );
        messages.push(message(12, LARGE - 1, { senderId: LARGE, createdAt: LARGE }));
        await insert(...messages);
        expect(await store.messages({ channelId: 12, ...all })).toStrictEqual(messages);
      });

      test('keep what was said beside their content, and are read without it', async () => {
        const extra = '{"mood":"glad","한":[1,"🙂"]}';
        const [plain, ...rich] = [message(12, 1), message(12, 2, { extra }), message(12, 3, { extra: 'x'.repeat(8_000) })];
        await insert(plain, ...rich);
        await insert(message(24, 2, { extra: 'of another channel' }));
        expect(await store.extrasOf(12, { from: 1, to: 3 })).toEqual(
          new Map([
            [2, extra],
            [3, 'x'.repeat(8_000)],
          ]),
        );
        expect(await store.extrasOf(12, { from: 1, to: 2 })).toEqual(new Map([[2, extra]]));
        expect(await store.extrasOf(36, { from: 1, to: LARGE })).toEqual(new Map());
        const [, read] = await store.messages({ channelId: 12, ...all });
        expect(read).toStrictEqual(message(12, 2));
        await expect(insert(message(12, 4, { extra }), message(12, 3, { clientMessageId: 'other', extra }))).rejects.toBeInstanceOf(
          WriterConflict,
        );
        expect((await store.extrasOf(12, { from: 1, to: LARGE })).size).toBe(2);
      });

      test('come in pages from both ends of a closed range, ascending either way', async () => {
        await insert(...Array.from({ length: 20 }, (_, i) => message(12, i + 1)), message(24, 5));
        expect(await page(3, 6, 10, 'oldest')).toEqual([3, 4, 5, 6]);
        expect(await page(3, 6, 10, 'newest')).toEqual([3, 4, 5, 6]);
        expect(await page(3, 15, 3, 'oldest')).toEqual([3, 4, 5]);
        expect(await page(3, 15, 3, 'newest')).toEqual([13, 14, 15]);
        expect(await page(0, LARGE, 2, 'newest')).toEqual([19, 20]);
        expect(await page(21, LARGE, 2, 'oldest')).toEqual([]);
        expect(await page(6, 5, 2, 'oldest')).toEqual([]);
      });

      test('are found by a text in them, the latest first', async () => {
        await insert(
          message(12, 1, { content: '오늘 감나무 아래' }),
          message(12, 2, { content: 'no such thing' }),
          message(12, 3, { content: '감나무' }),
          message(24, 1, { content: '내 감나무', createdAt: 1_700_000_000_009 }),
          message(36, 1, { content: '감나무 too' }),
        );
        const search = async (ranges: [channelId: number, from: number, to: number][], limit = 10, before?: StoredMessage) => {
          const found = await store.search({
            ranges: ranges.map(([channelId, from, to]) => ({ channelId, from, to })),
            text: '나무',
            before,
            limit,
          });
          return found.map(({ channelId, messageSequence }) => `${channelId}/${messageSequence}`);
        };
        const wide: [number, number, number][] = [12, 24, 48].map((channelId) => [channelId, 1, LARGE]);
        expect(await search(wide)).toEqual(['24/1', '12/3', '12/1']);
        expect(await search(wide, 2)).toEqual(['24/1', '12/3']);
        expect(await search(wide, 2, message(12, 3))).toEqual(['12/1']);
        expect(await search([[12, 2, 3]])).toEqual(['12/3']);
        expect(await search([[12, 3, 2]])).toEqual([]);
        expect(await search([])).toEqual([]);
        // More channels than one statement of any adapter has places for.
        expect(await search(Array.from({ length: 300 }, (_, i) => [(i + 1) * 12, 1, 9]))).toEqual(['24/1', '12/3', '36/1', '12/1']);
      });

      test('of one moment are in the order of channel and sequence, on whatever page', async () => {
        const same = { createdAt: 5, content: 'same' };
        await insert(message(12, 1, same), message(12, 2, same), message(24, 1, same), message(24, 2, same));
        const ranges = [12, 24].map((channelId) => ({ channelId, from: 1, to: 9 }));
        const got: StoredMessage[] = [];
        for (let asked = 0; asked < 4; asked++) got.push(...(await store.search({ ranges, text: 'same', before: got.at(-1), limit: 1 })));
        expect(got.map(({ channelId, messageSequence }) => [channelId, messageSequence])).toEqual([
          [24, 2],
          [24, 1],
          [12, 2],
          [12, 1],
        ]);
        expect(await store.search({ ranges, text: 'same', before: got.at(-1), limit: 1 })).toEqual([]);
      });

      test.each([
        ['Perfect, I’ll bring COFFEE', 'coffee', true],
        ['Ärger', 'äRGER', true],
        ['ДОБРЫЙ день', 'добрый', true],
        ['감나무'.normalize('NFD'), '감나무', true],
        ['감나무', '감나무'.normalize('NFD'), true],
        ['cafe', 'café', false],
        ['감나무', '나무 ', false],
        ['100 percent', '100%', false],
        ['100% sure', '100%', true],
        ['a_b', 'a_b', true],
        ['axb', 'a_b', false],
        ["it's \\ odd !", "'S \\ ODD !", true],
        ['\u{1f468}\u200d\u{1f469} here', '\u{1f469}', true],
        ['\u{1f600}', '\u{1f601}', false],
      ])('%s, searched for %s: %s', async (content, text, expected) => {
        await insert(message(12, 1, { content }));
        const found = await store.search({ ranges: [{ channelId: 12, from: 1, to: 9 }], text, limit: 5 });
        expect(found).toEqual(expected ? [message(12, 1, { content })] : []);
      });

      test('the last of each channel that has one', async () => {
        await insert(message(12, 1), message(12, 2), message(24, 7));
        const last = await store.lastMessages([36, 24, 12, 12]);
        expect(last.toSorted((a, b) => a.channelId - b.channelId)).toStrictEqual([message(12, 2), message(24, 7)]);
        expect(await store.lastMessages([])).toEqual([]);
      });

      test("one person's come page by page", async () => {
        const mine = [message(12, 1), message(12, 3), message(24, 1), message(24, 2), message(36, 9)];
        await insert(...mine, message(12, 2, { senderId: 2 }), message(36, 1, { senderId: 2 }));
        const got: StoredMessage[] = [];
        for (let after = { channelId: 0, messageSequence: 0 }; ; after = got.at(-1)!) {
          const next = await store.messagesBy(1, after, 2);
          if (next.length === 0) break;
          expect(next.length).toBeLessThanOrEqual(2);
          got.push(...next);
        }
        expect(got).toStrictEqual(mine);
      });

      test('are found by their client ids, compared byte for byte', async () => {
        await insert(
          message(12, 1, { clientMessageId: '\u00e9' }),
          message(12, 2, { clientMessageId: 'a' }),
          message(24, 1, { clientMessageId: 'a' }),
        );
        expect(await find([12, 1, '\u00e9'])).toMatchObject([{ messageSequence: 1 }]);
        expect(await find([12, 1, 'e\u0301'], [12, 1, 'A'], [12, 1, 'a '], [12, 2, 'a'], [36, 1, 'a'])).toEqual([]);
        const found = await find([24, 1, 'a'], [12, 1, 'a'], [12, 1, 'a']);
        expect(found.map(({ channelId }) => channelId).toSorted((a, b) => a - b)).toEqual([12, 24]);
        expect(await find()).toEqual([]);
      });
    });

    describe('two writers of one channel', () => {
      test.each([
        ['sequence', message(12, 1, { clientMessageId: 'other' })],
        ['client id', message(12, 2, { clientMessageId: 'client 1' })],
      ])('a %s that is taken is a conflict, and nothing of the unit stays', async (_, conflicting) => {
        await insert(message(12, 1));
        const lost = store.write(0, async (unit) => {
          unit.deliver(toUser(1, 'never'));
          await unit.putHeads([head(12, 9)]);
          await unit.insertMessages([message(24, 5), conflicting]);
        });
        const conflict: unknown = await lost.catch((error: unknown) => error);
        expect(conflict).toBeInstanceOf(WriterConflict);
        expect((conflict as WriterConflict).channelIds).toContain(12);
        expect(await store.messages({ channelId: 24, ...all })).toEqual([]);
        expect(await store.heads([12])).toEqual([]);
        expect(underTest.told).toEqual([]);
      });

      test('the same client id is another one of another sender, or in another channel', async () => {
        await insert(message(12, 1, { clientMessageId: 'a' }));
        await insert(message(12, 2, { clientMessageId: 'a', senderId: 2 }), message(24, 1, { clientMessageId: 'a' }));
        expect(sequences(await store.messages({ channelId: 12, ...all }))).toEqual([1, 2]);
      });

      test('of many who number from the head they read, all get a number of their own, without a hole', async () => {
        const write = async (n: number): Promise<void> => {
          try {
            // Three partitions, so that they do not wait for each other; all of the same shard.
            await store.write(12 * (n % 3), async (unit) => {
              const [known] = await unit.heads([12]);
              await turn();
              const next = (known?.lastMessageSequence ?? 0) + 1;
              await unit.insertMessages([message(12, next, { clientMessageId: `writer ${n}` })]);
              await unit.putHeads([head(12, next)]);
            });
          } catch (error) {
            if (!(error instanceof WriterConflict)) throw error;
            await write(n);
          }
        };
        await Promise.all(Array.from({ length: 30 }, (_, n) => write(n)));
        expect(sequences(await store.messages({ channelId: 12, ...all }))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      });
    });

    describe('heads and readers', () => {
      test('are put and found, inside of the unit and afterwards', async () => {
        const direct = head(24, 3, { direct: true, barred: true, barVersion: 2 });
        await store.write(0, async (unit) => {
          await unit.putHeads([head(12, 1), direct]);
          expect(await unit.heads([24, 36])).toStrictEqual([direct]);
          await unit.putHeads([head(12, 2, { barVersion: LARGE })]);
        });
        const heads = await store.heads([24, 12]);
        expect(heads.toSorted((a, b) => a.channelId - b.channelId)).toStrictEqual([head(12, 2, { barVersion: LARGE }), direct]);
      });

      test('readers are found by channel and by person', async () => {
        const quit = reader(2, 12, { member: false, lastReadMessageSequence: 5, username: '밥' });
        await store.write(0, async (unit) => {
          await unit.putReaders([reader(1, 12), quit, reader(1, 24), reader(3, 24)]);
          const found = await unit.readers([12]);
          expect(found.toSorted((a, b) => a.userId - b.userId)).toStrictEqual([reader(1, 12), quit]);
        });
        expect(await store.readersOf(12, [2, 3])).toStrictEqual([quit]);
        expect(await store.pointersOf(1, [24, 36])).toStrictEqual([reader(1, 24)]);
        await store.write(0, (unit) => unit.putReaders([{ ...quit, member: true }]));
        expect(await store.readersOf(12, [2])).toStrictEqual([{ ...quit, member: true }]);
      });

      test('readers are removed from one channel', async () => {
        await store.write(0, async (unit) => {
          await unit.putReaders([reader(1, 12), reader(2, 12), reader(1, 24)]);
          await unit.removeReaders(12, [1, 9]);
        });
        expect(await store.readersOf(12, [1, 2])).toStrictEqual([reader(2, 12)]);
        expect(await store.pointersOf(1, [12, 24])).toStrictEqual([reader(1, 24)]);
      });

      test('pointers only go forward', async () => {
        const move = (...moves: [userId: number, to: number][]) =>
          store.write(0, (unit) => unit.moveReaders(moves.map(([userId, to]) => ({ userId, channelId: 12, lastReadMessageSequence: to }))));
        const pointers = async () => {
          const readers = await store.readersOf(12, [1, 2, 3]);
          return readers.toSorted((a, b) => a.userId - b.userId).map(({ lastReadMessageSequence }) => lastReadMessageSequence);
        };
        await store.write(0, (unit) => unit.putReaders([reader(1, 12), reader(2, 12, { lastReadMessageSequence: 5 })]));
        await move([1, 3], [2, 3], [3, 3]);
        expect(await pointers()).toEqual([3, 5]);
        await move([1, 7], [1, 9], [1, 8], [2, 6]);
        expect(await pointers()).toEqual([9, 6]);
        await move();
      });
    });

    describe('what a unit tells', () => {
      test('is told after its commit, records first, before `write` resolves', async () => {
        await tell(1);
        expect(inShort(underTest.told)).toEqual(told(1));
      });

      test('is told in the order of the commits of its partition', async () => {
        await Promise.all(Array.from({ length: 20 }, (_, n) => tell(n)));
        expect(inShort(underTest.told)).toEqual(Array.from({ length: 20 }, (_, n) => told(n)).flat());
      });

      test('waits where it cannot be published; a crash does not lose it', async () => {
        underTest.stopPublishing();
        await tell(1);
        await tell(2, 1);
        await tell(3);
        expect(underTest.told).toEqual([]);
        const next = await underTest.restart();
        await next.recover();
        await vi.waitFor(() => expect(inShort(next.told)).toHaveLength(6), 10_000);
        expect(inShort(next.told).filter((one) => !one.includes(' 2'))).toEqual([...told(1), ...told(3)]);
        await next.close();
      });
    });
  });
}
