/** The outbox in a browser: survives a reload, and is shared by the tabs of one origin. Use one name per account. */
import type { OutboxEntry } from './outbox-entry.js';
import type { OutboxStorage } from './outbox-storage.js';

const STORE = 'outbox';

export function indexedDbStorage(name: string): OutboxStorage {
  let opened: Promise<IDBDatabase> | undefined;
  const store = async (mode: IDBTransactionMode) => {
    opened ??= open(name, () => (opened = undefined));
    return (await opened).transaction(STORE, mode, { durability: 'strict' });
  };
  return {
    async all() {
      const entries: OutboxEntry[] = await answerOf(allOf(await store('readonly')));
      return entries.toSorted((a, b) => a.createdAt - b.createdAt);
    },
    async put(entry) {
      const transaction = await store('readwrite');
      transaction.objectStore(STORE).put(entry);
      await done(transaction);
    },
    async remove(clientMessageId) {
      const transaction = await store('readwrite');
      transaction.objectStore(STORE).delete(clientMessageId);
      await done(transaction);
    },
  };
}

function allOf(transaction: IDBTransaction): IDBRequest<OutboxEntry[]> {
  return transaction.objectStore(STORE).getAll() as IDBRequest<OutboxEntry[]>;
}

/** A database that was closed behind our back, or could not be opened, is opened anew by the next who needs it. */
async function open(name: string, lost: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE, { keyPath: 'clientMessageId' }));
  try {
    const database = await answerOf(request);
    database.addEventListener('close', lost);
    database.addEventListener('versionchange', () => {
      database.close();
      lost();
    });
    return database;
  } catch (error) {
    lost();
    throw error;
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB refused')));
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB aborted')));
  });
}
