import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyValueContract, type KeyValueUnderTest } from '@maru/ports/contracts';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { openDatabase } from '../sqlite/open-database.js';
import { KeptKeys } from './kept-keys.js';
import { MemoryKeyValue } from './memory-key-value.js';

keyValueContract('MemoryKeyValue', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maru-'));
  const clock = new FixedClock();
  const open = (): KeyValueUnderTest => {
    const subject = new MemoryKeyValue(clock, new KeptKeys(openDatabase(join(folder, 'key-value.sqlite'))));
    return {
      subject,
      pass: (ms) => clock.advance(ms),
      restart: async () => {
        subject.close();
        return open();
      },
      close: async () => {
        subject.close();
        rmSync(folder, { recursive: true });
      },
    };
  };
  return open();
});

test('what is kept is on disk before it resolves: a crash does not lose it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maru-'));
  const file = join(folder, 'key-value.sqlite');
  const crashing = new MemoryKeyValue(new FixedClock(), new KeptKeys(openDatabase(file)));
  await Promise.all(Array.from({ length: 100 }, (_, i) => crashing.set(`session:${i}`, 'there', { keep: true })));
  const next = new MemoryKeyValue(new FixedClock(), new KeptKeys(openDatabase(file)));
  expect(await next.get('session:99')).toBe('there');
  crashing.close();
  next.close();
  rmSync(folder, { recursive: true });
});

test('memory is bounded: the longest unused goes first, what is kept stays', async () => {
  const keys = new MemoryKeyValue(new FixedClock(), new KeptKeys(new Database(':memory:')), 100_000);
  await keys.set('kept', 'x'.repeat(10_000), { keep: true });
  await keys.set('used', 'x'.repeat(10_000));
  for (let i = 0; i < 20; i++) {
    await keys.set(`key ${i}`, 'x'.repeat(10_000));
    await keys.get('used');
  }
  expect(await keys.get('key 0')).toBeUndefined();
  for (const there of ['kept', 'used', 'key 19']) expect(await keys.get(there)).toHaveLength(10_000);
  keys.close();
});

test('expired keys leave memory and disk without being read', async () => {
  const clock = new FixedClock();
  const database = new Database(':memory:');
  const keys = new MemoryKeyValue(clock, new KeptKeys(database));
  await keys.set('a', 'a', { keep: true, ttlMs: 1_000 });
  await keys.set('b', 'b', { keep: true });
  await clock.advance(61_000);
  expect(database.prepare('SELECT key FROM kept_key').pluck().all()).toEqual(['b']);
  keys.close();
});
