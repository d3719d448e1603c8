/** What every storage of the outbox promises. `reopen` is what a new run of the program would find. */
import { expect, test } from 'vitest';
import type { OutboxEntry } from './outbox-entry.js';
import type { OutboxStorage } from './outbox-storage.js';

export function entry(n: number, more: Partial<OutboxEntry> = {}): OutboxEntry {
  return { clientMessageId: `id ${n}`, channelId: 42, content: `안녕 ${n} 👋`, createdAt: n, state: 'pending', ...more };
}

export function outboxStorageContract(open: () => Promise<{ storage: OutboxStorage; reopen: () => OutboxStorage }>): void {
  test('what was put is there for the next run, in the order of sending', async () => {
    const { storage, reopen } = await open();
    expect(await storage.all()).toEqual([]);
    for (const n of [1, 2, 3]) await storage.put(entry(n));
    expect(await reopen().all()).toEqual([entry(1), entry(2), entry(3)]);
  });

  test('an entry is replaced by one of its id, and removed by it', async () => {
    const { storage, reopen } = await open();
    const failed = entry(1, { state: 'failed', code: 'NOT_A_MEMBER', username: 'alice' });
    await storage.put(entry(1));
    await storage.put(entry(2));
    await storage.put(failed);
    expect(await reopen().all()).toEqual([failed, entry(2)]);
    await storage.remove('id 1');
    await storage.remove('id that never was');
    expect(await reopen().all()).toEqual([entry(2)]);
  });

  test('changes take effect in the order they are asked for, though nobody waits', async () => {
    const { storage, reopen } = await open();
    const changes = Array.from({ length: 50 }, (_, n) => [storage.put(entry(n)), ...(n % 5 === 0 ? [] : [storage.remove(`id ${n}`)])]);
    await Promise.all(changes.flat());
    expect((await reopen().all()).map(({ createdAt }) => createdAt)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45]);
  });
}
