/** The outbox in a browser: survives a reload, and is shared by the tabs of one origin. Use one name per account. */
import type { OutboxEntry } from './outbox-entry.js';
import type { OutboxStorage } from './outbox-storage.js';
import { TabOwner } from './tab-owner.js';

const STORE = 'outbox';

interface IndexedDbOptions {
  /** Several tabs have it open at once: what one wrote is sent by that one, and by another only when it is gone. */
  readonly sharedByTabs?: boolean;
}

/** As it is kept: with the tab that sends it. */
type Kept = OutboxEntry & { readonly owner?: string };

export function indexedDbStorage(name: string, { sharedByTabs = false }: IndexedDbOptions = {}): OutboxStorage {
  const tab = sharedByTabs ? TabOwner.of(name) : undefined;
  let opened: Promise<IDBDatabase> | undefined;
  const store = async (mode: IDBTransactionMode) => {
    opened ??= open(name, () => (opened = undefined));
    await tab?.ready;
    return (await opened).transaction(STORE, mode, { durability: 'strict' });
  };
  const put = async (...entries: Kept[]) => {
    const transaction = await store('readwrite');
    for (const entry of entries) transaction.objectStore(STORE).put(entry);
    await done(transaction);
  };
  /** What is this tab's; and what no living tab's is, which is this one's from now on. */
  const mine = async (owner: string, living: ReadonlySet<string>) => {
    const kept = (await answerOf(allOf(await store('readonly')))).filter(
      (entry) => entry.owner === owner || !living.has(entry.owner ?? ''),
    );
    await put(...kept.filter((entry) => entry.owner !== owner).map((entry) => ({ ...entry, owner })));
    return kept;
  };
  return {
    async all() {
      const kept =
        tab === undefined ? await answerOf(allOf(await store('readonly'))) : await tab.withLiving((living) => mine(tab.id, living));
      return kept.map(({ owner: _owner, ...entry }) => entry).toSorted((a, b) => a.createdAt - b.createdAt);
    },
    put: (entry) => put(tab === undefined ? entry : { ...entry, owner: tab.id }),
    async remove(clientMessageId) {
      const transaction = await store('readwrite');
      transaction.objectStore(STORE).delete(clientMessageId);
      await done(transaction);
    },
    onMore: (listener) => tab?.onDeath(listener),
  };
}

function allOf(transaction: IDBTransaction): IDBRequest<Kept[]> {
  return transaction.objectStore(STORE).getAll() as IDBRequest<Kept[]>;
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
