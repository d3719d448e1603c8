import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { indexedDbStorage } from './indexed-db-storage.js';
import { entry, outboxStorageContract } from './outbox-storage.contract.js';

let count = 0;

describe('IndexedDB', () => {
  outboxStorageContract(() => {
    const name = `outbox ${++count}`;
    return Promise.resolve({ storage: indexedDbStorage(name), reopen: () => indexedDbStorage(name) });
  });

  test('comes in the order of sending, whatever the ids', async () => {
    const storage = indexedDbStorage(`outbox ${++count}`);
    await storage.put(entry(9, { createdAt: 1 }));
    await storage.put(entry(1, { createdAt: 2 }));
    expect((await storage.all()).map(({ clientMessageId }) => clientMessageId)).toEqual(['id 9', 'id 1']);
  });

  test('accounts do not see each other', async () => {
    await indexedDbStorage('alice').put(entry(1));
    expect(await indexedDbStorage('bob').all()).toEqual([]);
  });

  test('makes way for another page that deletes it, and opens it anew', async () => {
    const storage = indexedDbStorage('deleted');
    await storage.put(entry(1));
    await new Promise((resolve) => indexedDB.deleteDatabase('deleted').addEventListener('success', resolve));
    expect(await storage.all()).toEqual([]);
    await storage.put(entry(2));
    expect(await storage.all()).toEqual([entry(2)]);
  });
});
