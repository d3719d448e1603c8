/** What was last seen of an account, kept in the browser so that it can be read without a network. A copy, never the truth. */
import type { Channel, SentEntry } from '@maru/client';
import { type IDBPDatabase, openDB } from 'idb';

const STORE = 'seen';
const KEPT_MESSAGES = 200;

export class Snapshot {
  readonly #opened: Promise<IDBPDatabase>;

  constructor(username: string) {
    this.#opened = openDB(`maru-seen-${username}`, 1, {
      upgrade: (database) => void database.createObjectStore(STORE),
      blocking: (_from, _to, { target }) => (target as IDBDatabase).close(),
    });
  }

  async channels(): Promise<readonly Channel[]> {
    return (await this.#get<Channel[]>('channels')) ?? [];
  }

  async messages(channelId: number): Promise<readonly SentEntry[]> {
    return (await this.#get<SentEntry[]>(`messages-${channelId}`)) ?? [];
  }

  keepChannels(channels: readonly Channel[]): Promise<void> {
    return this.#put('channels', channels);
  }

  keepMessages(channelId: number, messages: readonly SentEntry[]): Promise<void> {
    return this.#put(`messages-${channelId}`, messages.slice(-KEPT_MESSAGES));
  }

  /** A browser that keeps nothing (private windows) has nothing to give: the page then waits for the network. */
  async #get<T>(key: string): Promise<T | undefined> {
    try {
      return (await (await this.#opened).get(STORE, key)) as T | undefined;
    } catch {
      return undefined;
    }
  }

  async #put(key: string, value: unknown): Promise<void> {
    await this.#opened.then((database) => database.put(STORE, value, key)).catch(() => undefined);
  }
}

/** The copy goes when one signs out here. What was written and not sent waits for its writer. */
export const namesKey = (username: string): string => `maru.names.${username}`;

export function forgetSeen(username: string): void {
  localStorage.removeItem(namesKey(username));
  indexedDB.deleteDatabase(`maru-seen-${username}`);
}

/** Nothing of an account stays behind that was deleted. */
export function forgetAll(username: string): void {
  forgetSeen(username);
  indexedDB.deleteDatabase(`maru-outbox-${username}`);
  for (const key of Object.keys(localStorage)) if (key.startsWith(`maru.draft.${username}.`)) localStorage.removeItem(key);
}
