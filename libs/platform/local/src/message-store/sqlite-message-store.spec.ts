import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageStoreContract, toUser } from '@maru/ports/contracts';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { RecordedWorld, underTest } from '../outbox/outbox.fixture.js';
import { SqliteMessageStore } from './sqlite-message-store.js';

messageStoreContract('SqliteMessageStore', () => underTest(async (file, clock, world) => new SqliteMessageStore(file, clock, world)));

describe('SqliteMessageStore', () => {
  let folder: string;
  let file: string;
  let world: RecordedWorld;
  let store: SqliteMessageStore;
  const open = () => new SqliteMessageStore(file, new FixedClock(), world);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'maru-'));
    file = join(folder, 'messages.sqlite');
    world = new RecordedWorld();
    store = open();
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test('opens again what it has written, and refuses what a newer Maru has', async () => {
    const head = { channelId: 1, lastMessageSequence: 2, direct: true, barred: false, barVersion: 3 };
    await store.write(0, (unit) => unit.putHeads([head]));
    await store.close();
    store = open();
    expect(await store.heads([1])).toEqual([head]);
    const newer = new Database(file);
    newer.pragma('user_version = 99');
    newer.close();
    expect(open).toThrow('newer Maru');
  });

  test('has the indexes that its statements need', () => {
    const database = new Database(file, { readonly: true });
    const plan = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => (row as { detail: string }).detail)
        .join('; ');
    expect(plan('SELECT * FROM message WHERE channel_id = 1 AND message_sequence BETWEEN 1 AND 2 ORDER BY message_sequence DESC')).toMatch(
      /^SEARCH message USING PRIMARY KEY \(channel_id=\? AND message_sequence>\? AND message_sequence<\?\)$/,
    );
    expect(plan("SELECT * FROM message WHERE channel_id = 1 AND sender_id = 2 AND client_message_id = 'a'")).toContain('USING INDEX');
    expect(plan('SELECT * FROM channel_reader WHERE channel_id = 1')).toContain('ix_channel_reader_channel');
    database.close();
  });

  test('one transaction is not begun inside of another, and has no statements behind its end', async () => {
    await expect(store.write(0, () => store.write(0, async () => undefined))).rejects.toThrow('inside of another');
    const unit = await store.write(0, async (opened) => opened);
    await expect(unit.heads([1])).rejects.toThrow('has ended');
  });

  test('partitions do not wait for each other to be published', async () => {
    const gate = Promise.withResolvers<void>();
    const send = world.send.bind(world);
    world.send = async (records) => {
      world.send = send;
      await gate.promise;
      return send(records);
    };
    const first = store.write(0, async (unit) => unit.deliver(toUser(1, 'waits')));
    await store.write(1, async (unit) => unit.deliver(toUser(2, 'goes')));
    expect(world.told).toEqual([{ delivery: toUser(2, 'goes') }]);
    gate.resolve();
    await first;
    expect(world.told.at(-1)).toEqual({ delivery: toUser(1, 'waits') });
  });
});
