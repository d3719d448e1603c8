import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { indexedDbStorage } from './indexed-db-storage.js';
import { entry } from './outbox-storage.contract.js';

/** A tab that has died: nobody holds its lock. */
const OF_THE_DEAD = 'nobody';

async function left(name: string, owner: string): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('success', () => resolve(request.result));
  });
  const transaction = database.transaction('outbox', 'readwrite');
  transaction.objectStore('outbox').put({ ...entry(7), owner });
  await new Promise((resolve) => transaction.addEventListener('complete', resolve));
  database.close();
}

test('a tab has what it put in itself, however often it opens it', async () => {
  const storage = indexedDbStorage('one', { sharedByTabs: true });
  await storage.put(entry(1));
  expect(await indexedDbStorage('one', { sharedByTabs: true }).all()).toEqual([entry(1)]);
});

test('what another tab put in is that one’s while it lives, and whose it is next, when it is gone', async () => {
  const storage = indexedDbStorage('two', { sharedByTabs: true });
  await storage.put(entry(1, { createdAt: 1 }));
  const died = Promise.withResolvers<void>();
  const alive = Promise.withResolvers<void>();
  void navigator.locks.request('two/tab/another', () => {
    alive.resolve();
    return died.promise;
  });
  await alive.promise;
  await left('two', 'another');
  expect(await storage.all()).toEqual([entry(1, { createdAt: 1 })]);
  const told = new Promise<void>((resolve) => storage.onMore?.(resolve));
  died.resolve();
  await told;
  expect((await storage.all()).map(({ clientMessageId }) => clientMessageId).toSorted()).toEqual(['id 1', 'id 7']);
});

test('what a tab of an earlier day left is taken over, once', async () => {
  const storage = indexedDbStorage('three', { sharedByTabs: true });
  await storage.all();
  await left('three', OF_THE_DEAD);
  expect(await storage.all()).toEqual([entry(7)]);
  await storage.remove('id 7');
  expect(await storage.all()).toEqual([]);
});
