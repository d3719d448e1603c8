import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractTables } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { local } from '../local.js';
import { openDatabase } from '../sqlite/open-database.js';
import { House } from './house.js';

const tables = { ...contractTables, service: 'bank' };
const reader = { userId: 1, username: 'a', channelId: 3, lastReadMessageSequence: 2, member: true };

let data: string;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'maru-house-'));
  const platform = await local({ dataFolder: data });
  await platform.unitOfWork(tables);
  await (
    await platform.messageStore()
  ).write(3, (unit) => unit.putReaders([reader, { ...reader, userId: 2 }, { ...reader, channelId: 15 }]));
  await platform.close();
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const change = (file: string, sql: string) => {
  const database = openDatabase(join(data, `${file}.sqlite`));
  database.exec(sql);
  database.close();
};

it('describes its tables, and reads them in the order of their keys', async () => {
  const house = House.open(data, [tables]);
  const names = house.tables.map(({ database, name }) => `${database}.${name}`);
  expect(names).toEqual(expect.arrayContaining(['message.message', 'message.channel_head', 'message.channel_reader']));
  expect(names.join()).not.toMatch(/outbox|migrations|sqlite/);
  const readers = house.tables.find(({ name }) => name === 'channel_reader');
  if (!readers) throw new Error('no readers');
  expect(readers.key).toEqual(['user_id', 'channel_id']);
  expect(await house.read(readers, { limit: 2 })).toEqual([
    [1, 3, 'a', 2, 1],
    [1, 15, 'a', 2, 1],
  ]);
  expect(await house.read(readers, { after: [1, 3], limit: 9, slice: { of: 4, rest: 3 } })).toHaveLength(2);
  expect(await house.read(readers, { limit: 9, slice: { of: 2, rest: 0 } })).toEqual([]);
  expect(house.deadLetters()).toBe(0);
  house.close();
});

it("is nobody else's meanwhile, and leaves out what each house makes for itself", async () => {
  const house = House.open(data, [tables]);
  const all = house.tables.filter(({ database }) => database === 'bank').map(({ name }) => name);
  expect(() => House.open(data, [tables])).toThrow('is in use by another Maru');
  house.close();
  const without = House.open(data, [{ ...tables, notCopied: all.slice(0, 1) }]);
  expect(without.tables.filter(({ database }) => database === 'bank')).toHaveLength(all.length - 1);
  without.close();
});

it.each([
  [
    'has something to tell still',
    'bank',
    `INSERT INTO outbox ("partition", payload, created_at) VALUES (0, '{}', 1)`,
    /1 units of bank wait/,
  ],
  ['is of a newer Maru', 'bank', `INSERT INTO migrations (timestamp, name) VALUES (9, 'Later9')`, /written by a newer Maru/],
  ['is of an older Maru', 'bank', 'DELETE FROM migrations', /older Maru: npx maru migrate/],
  ['has messages of a newer Maru', 'messages', 'PRAGMA user_version = 99', /message was written by a newer Maru/],
])('is not opened where it %s', (_, file, sql, told) => {
  change(file, sql);
  expect(() => House.open(data, [tables])).toThrow(told);
  expect(() => House.open(data, [tables])).toThrow(told);
});

it('is told from a folder of something else', () => {
  expect(() => House.open(join(data, 'nowhere'), [tables])).toThrow('There is no data folder');
  rmSync(join(data, 'bank.sqlite'));
  expect(() => House.open(data, [tables])).toThrow('is no data folder of Maru');
});
