/** Where the outbox outlives the program. */
import type { OutboxEntry } from './outbox-entry.js';

/**
 * A promise of `put` or `remove` is kept when the change is durable. Changes take effect in the order in which they are asked for, though
 * nobody waits for one before asking for the next.
 */
export interface OutboxStorage {
  all(): Promise<readonly OutboxEntry[]>;
  /** Adds the entry, or replaces the one with its `clientMessageId`. */
  put(entry: OutboxEntry): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
  /** Told when there may be more in `all` than was put in here: another program that used it is gone. */
  onMore?(listener: () => void): void;
}

/** Outlives the connection, not the program; and several clients, one after the other, where they share it. */
export function memoryStorage(): OutboxStorage {
  const entries = new Map<string, OutboxEntry>();
  return {
    all: () => Promise.resolve([...entries.values()]),
    put: (entry) => {
      entries.set(entry.clientMessageId, entry);
      return Promise.resolve();
    },
    remove: (clientMessageId) => {
      entries.delete(clientMessageId);
      return Promise.resolve();
    },
  };
}
