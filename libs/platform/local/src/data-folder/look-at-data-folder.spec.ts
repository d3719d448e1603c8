import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeadLetterTable } from '../bus/dead-letter-table.js';
import { openDatabase } from '../sqlite/open-database.js';
import { migrate } from '../message-store/migrate.js';
import { DataFolder } from './data-folder.js';
import { lookAtDataFolder } from './look-at-data-folder.js';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'maru-look-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

it('sees who runs on a folder', () => {
  expect(lookAtDataFolder(join(path, 'nowhere'))).toBeUndefined();
  expect(lookAtDataFolder(path)?.heldBy).toBeUndefined();
  const held = DataFolder.claim(path);
  expect(lookAtDataFolder(path)?.heldBy).toBe(`${process.pid}`);
  held.release();
  expect(lookAtDataFolder(path)?.heldBy).toBeUndefined();
  DataFolder.claim(path).release();
});

it('sees what waits in an outbox, and what could not be handled, while others write', () => {
  const messages = openDatabase(join(path, 'messages.sqlite'));
  migrate(messages);
  expect(lookAtDataFolder(path)?.databases).toEqual([{ name: 'messages.sqlite', bytes: expect.any(Number), outbox: { waiting: 0 } }]);
  messages.exec('BEGIN IMMEDIATE');
  messages.prepare('INSERT INTO outbox ("partition", payload, created_at) VALUES (0, \'{}\', 12)').run();
  messages.exec('COMMIT; BEGIN IMMEDIATE');
  expect(lookAtDataFolder(path)?.databases[0]?.outbox).toEqual({ waiting: 1, oldestAt: 12 });
  messages.close();
  const table = new DeadLetterTable(openDatabase(join(path, 'dead-letters.sqlite')));
  table.add({ topic: 't', partitions: 1, partition: 0, group: 'g', value: '{}', headers: {}, reason: 'bad', at: 1 });
  expect(lookAtDataFolder(path)?.deadLetters).toBe(1);
  table.close();
});

it('sees who else may read it, and what cannot be read', () => {
  const made = join(path, 'made');
  DataFolder.claim(made).release();
  expect(lookAtDataFolder(made)?.isReadableByOthers).toBe(false);
  rmSync(made, { recursive: true });
  expect(lookAtDataFolder(path)).toMatchObject({ isReadableByOthers: false, isWritable: true });
  chmodSync(path, 0o755);
  writeFileSync(join(path, 'auth.sqlite'), 'garbage'.repeat(1_000));
  const look = lookAtDataFolder(path);
  expect(look).toMatchObject({ isReadableByOthers: true, databases: [{ name: 'auth.sqlite', fault: 'SQLITE_NOTADB' }] });
  expect(look?.freeBytes).toBeGreaterThan(0);
  expect(readdirSync(path)).toEqual(['auth.sqlite']);
});
