/** What a unit of work costs beside its own statements, counted: a beginning, one row for all that it tells, and a commit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { RecordedWorld } from '../outbox/outbox.fixture.js';
import { StatementCache } from '../sqlite/statement-cache.js';
import { SqliteMessageStore } from './sqlite-message-store.js';

const MESSAGES = 200;
let folder: string;
let store: SqliteMessageStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maru-'));
  store = new SqliteMessageStore(join(folder, 'messages.sqlite'), new FixedClock(), new RecordedWorld());
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  rmSync(folder, { recursive: true });
});

function message(messageSequence: number) {
  const sender = { senderId: 1, username: 'alice', clientMessageId: `c${messageSequence}`, chosenByClient: true };
  return { channelId: 4, messageSequence, ...sender, content: 'hello', createdAt: 1 };
}

async function storeAll(from: number): Promise<void> {
  await store.write(0, async (unit) => {
    await unit.insertMessages(Array.from({ length: MESSAGES }, (_, index) => message(from + index)));
    for (let index = 0; index < MESSAGES; index++) unit.deliver({ kind: 'user', userId: index + 1, frame: '{}' });
  });
}

it('is the same for two hundred messages as for one', async () => {
  await storeAll(1);
  const prepare = vi.spyOn(StatementCache.prototype, 'prepare');
  await storeAll(1 + MESSAGES);
  const verbs = prepare.mock.calls.map(([sql]) => /^\w+( \w+ \w+)?/.exec(sql)?.[0]);
  // The second unit sweeps away what the first one had told.
  expect(verbs).toEqual(['BEGIN', 'INSERT INTO message', 'INSERT INTO outbox', 'DELETE FROM outbox', 'COMMIT']);
});

it('looks for the head of one channel by its key, without a list', async () => {
  const prepare = vi.spyOn(StatementCache.prototype, 'prepare');
  await store.heads([4]);
  await store.heads([4, 5]);
  expect(prepare.mock.calls.map(([sql]) => sql.includes('json_each'))).toEqual([false, true]);
});
