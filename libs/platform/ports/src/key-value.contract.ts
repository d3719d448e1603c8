import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KeyValue } from './key-value.js';
import type { Make, UnderTest } from './under-test.js';

export interface KeyValueUnderTest extends UnderTest<KeyValue> {
  /** Another process on the same data, after this one has ended. */
  restart(): Promise<KeyValueUnderTest>;
}

export function keyValueContract(name: string, make: Make<KeyValueUnderTest>): void {
  describe(`${name} keeps the contract of KeyValue`, () => {
    let store: KeyValueUnderTest;
    let keys: KeyValue;
    let count = 0;
    let key: string;
    beforeEach(async () => {
      store = await make();
      keys = store.subject;
      key = `contract:{${count++}}`;
    });
    afterEach(() => store.close());

    describe('texts', () => {
      test('are read as they were set, byte for byte', async () => {
        expect(await keys.get(key)).toBeUndefined();
        for (const text of ['', 'a\n"b"', '안녕 🙂', '0']) {
          await keys.set(key, text);
          expect(await keys.get(key)).toBe(text);
        }
        expect(await keys.getMany([`${key}x`, key])).toEqual([undefined, '0']);
        expect(await keys.getMany([])).toEqual([]);
      });

      test('live as long as they were told to', async () => {
        await keys.set(key, 'a', { ttlMs: 200 });
        await store.pass(100);
        expect(await keys.get(key)).toBe('a');
        await store.pass(150);
        expect(await keys.get(key)).toBeUndefined();
        await keys.set(key, 'b', { ttlMs: 100 });
        await keys.set(key, 'c');
        await store.pass(200);
        expect(await keys.get(key)).toBe('c');
      });

      test('of many who set it if absent, one does', async () => {
        const won = await Promise.all(Array.from({ length: 20 }, (_, i) => keys.setIfAbsent(key, String(i), { ttlMs: 100 })));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await keys.get(key)).toBe(String(won.indexOf(true)));
        await store.pass(150);
        expect(await keys.setIfAbsent(key, 'again')).toBe(true);
      });

      test('set if present keeps the dead dead', async () => {
        expect(await keys.setIfPresent(key, 'a')).toBe(false);
        await keys.set(key, 'a', { ttlMs: 100 });
        expect(await keys.setIfPresent(key, 'b', { ttlMs: 300 })).toBe(true);
        await store.pass(200);
        expect(await keys.get(key)).toBe('b');
        await store.pass(200);
        expect(await keys.setIfPresent(key, 'c')).toBe(false);
        expect(await keys.get(key)).toBeUndefined();
      });

      test('of many who take it, one gets it', async () => {
        await keys.set(key, 'ticket');
        const taken = await Promise.all(Array.from({ length: 20 }, () => keys.take(key)));
        expect(taken.filter((text) => text === 'ticket')).toHaveLength(1);
        expect(await keys.get(key)).toBeUndefined();
        await keys.set(key, 'ticket', { ttlMs: 50 });
        await store.pass(100);
        expect(await keys.take(key)).toBeUndefined();
      });

      test('are deleted', async () => {
        await keys.set(key, 'a');
        await keys.delete(key, `${key}:never`);
        expect(await keys.get(key)).toBeUndefined();
        await keys.delete();
      });

      test('are counted without losing one; the life begins with the first', async () => {
        const sums = await Promise.all(Array.from({ length: 20 }, () => keys.increment(key, 2, { ttlMs: 200 })));
        expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * (i + 1)));
        await store.pass(100);
        expect(await keys.increment(key, -1, { ttlMs: 200 })).toBe(39);
        await store.pass(150);
        expect(await keys.increment(key, 1)).toBe(1);
      });
    });

    describe('hashes', () => {
      test('hold fields', async () => {
        expect(await keys.hashGetAll(key)).toEqual(new Map());
        await keys.hashSet(key, 'a', '1');
        await keys.hashSet(key, 'b', '2');
        await keys.hashSet(key, 'a', '3');
        expect(await keys.hashGet(key, 'a')).toBe('3');
        expect(await keys.hashGet(key, 'c')).toBeUndefined();
        expect(await keys.hashGetAll(key)).toEqual(
          new Map([
            ['a', '3'],
            ['b', '2'],
          ]),
        );
        await keys.hashDelete(key, 'a', 'never');
        expect(await keys.hashGetAll(key)).toEqual(new Map([['b', '2']]));
      });

      test('what was read is not changed by what is set later', async () => {
        await keys.hashSet(key, 'a', '1');
        const read = await keys.hashGetAll(key);
        read.set('a', 'mine');
        expect(await keys.hashGet(key, 'a')).toBe('1');
      });

      test('without fields there is none, and its life is over', async () => {
        await keys.hashSet(key, 'a', '1', { ttlMs: 100 });
        await keys.hashDelete(key, 'a');
        await keys.hashSet(key, 'a', '2');
        await store.pass(200);
        expect(await keys.hashGet(key, 'a')).toBe('2');
      });

      test('a given life starts anew with each field, and is not changed by a field without one', async () => {
        await keys.hashSet(key, 'a', '1', { ttlMs: 200 });
        await store.pass(150);
        await keys.hashSet(key, 'b', '2', { ttlMs: 200 });
        await store.pass(150);
        await keys.hashSet(key, 'c', '3');
        expect((await keys.hashGetAll(key)).size).toBe(3);
        await store.pass(100);
        expect(await keys.hashGetAll(key)).toEqual(new Map());
      });
    });

    describe('lists', () => {
      test('are appended to only where there is one, and keep their last', async () => {
        await keys.listAppend(key, ['a'], 3, 1_000);
        expect(await keys.listAll(key)).toBeUndefined();
        await keys.listReplace(key, ['a', 'b'], 1_000);
        await keys.listAppend(key, ['c', 'd'], 3, 1_000);
        expect(await keys.listAll(key)).toEqual(['b', 'c', 'd']);
        await keys.listReplace(key, ['e'], 1_000);
        expect(await keys.listAll(key)).toEqual(['e']);
      });

      test('an append starts their life anew', async () => {
        await keys.listReplace(key, ['a'], 200);
        await store.pass(150);
        await keys.listAppend(key, ['b'], 10, 200);
        await store.pass(150);
        expect(await keys.listAll(key)).toEqual(['a', 'b']);
        await store.pass(100);
        expect(await keys.listAll(key)).toBeUndefined();
        await keys.listAppend(key, ['c'], 10, 200);
        expect(await keys.listAll(key)).toBeUndefined();
      });

      test('appends at the same time are all there', async () => {
        await keys.listReplace(key, ['0'], 1_000);
        await Promise.all(Array.from({ length: 20 }, (_, i) => keys.listAppend(key, [String(i + 1)], 100, 1_000)));
        expect((await keys.listAll(key))?.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, i) => i));
      });
    });

    describe('token buckets', () => {
      const bucket = { capacity: 3, refillPerMinute: 600 };

      test('are full at first, then refill one by one, and say exactly when', async () => {
        for (let i = 0; i < 3; i++) expect(await keys.takeToken(key, bucket)).toEqual({ allowed: true });
        const refused = await keys.takeToken(key, bucket);
        if (refused.allowed) throw new Error('a token too many');
        expect(refused.retryAfterMs).toBeGreaterThan(0);
        expect(refused.retryAfterMs).toBeLessThanOrEqual(100);
        await store.pass(refused.retryAfterMs);
        expect(await keys.takeToken(key, bucket)).toEqual({ allowed: true });
        expect(await keys.takeToken(key, bucket)).toMatchObject({ allowed: false });
        await store.pass(1_000);
        for (let i = 0; i < 3; i++) expect(await keys.takeToken(key, bucket)).toEqual({ allowed: true });
        expect(await keys.takeToken(key, bucket)).toMatchObject({ allowed: false });
      });

      test('give no more at once than they hold, however many ask', async () => {
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 }), async (capacity, askers) => {
            const own = `${key}:${count++}`;
            const taken = await Promise.all(Array.from({ length: askers }, () => keys.takeToken(own, { capacity, refillPerMinute: 1 })));
            expect(taken.filter(({ allowed }) => allowed)).toHaveLength(Math.min(capacity, askers));
          }),
          { numRuns: 30 },
        );
      });
    });

    test('a key that holds one kind is not taken for another', async () => {
      await keys.set(key, 'a');
      await expect(keys.hashGet(key, 'a')).rejects.toBeInstanceOf(Error);
      await expect(keys.listAll(key)).rejects.toBeInstanceOf(Error);
    });

    test('what is kept survives a restart, of every kind, with its life', async () => {
      await keys.set(`${key}:text`, '안녕', { keep: true });
      await keys.hashSet(`${key}:hash`, 'a', '1', { keep: true, ttlMs: 3_600_000 });
      await keys.hashSet(`${key}:hash`, 'b', '2');
      await keys.increment(`${key}:sum`, 5, { keep: true });
      await keys.set(`${key}:short`, 'a', { keep: true, ttlMs: 50 });
      for (const gone of ['deleted', 'taken', 'emptied']) await keys.hashSet(`${key}:${gone}`, 'a', '1', { keep: true });
      await keys.delete(`${key}:deleted`);
      await keys.hashDelete(`${key}:emptied`, 'a');
      await keys.delete(`${key}:taken`);
      await keys.set(`${key}:taken`, 'a', { keep: true });
      await keys.take(`${key}:taken`);
      await store.pass(100);
      store = await store.restart();
      keys = store.subject;
      expect(await keys.get(`${key}:text`)).toBe('안녕');
      expect(await keys.hashGetAll(`${key}:hash`)).toEqual(
        new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      );
      expect(await keys.increment(`${key}:sum`, 1)).toBe(6);
      expect(await keys.getMany([`${key}:short`, `${key}:taken`])).toEqual([undefined, undefined]);
      for (const gone of ['deleted', 'emptied']) expect(await keys.hashGetAll(`${key}:${gone}`)).toEqual(new Map());
    });
  });
}
