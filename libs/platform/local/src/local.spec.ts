import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { local } from './local.js';

let folder: string;
const file = () => join(folder, 'key-value.sqlite');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maru-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data folder', () => {
  test('is made where it is missing, and free again after close', async () => {
    const dataFolder = join(folder, 'deep', 'data');
    await (await local({ dataFolder })).close();
    await expect(opensAndCloses(dataFolder)).resolves.toBeUndefined();
  });

  test('belongs to one Maru at a time', async () => {
    const first = await local({ dataFolder: folder });
    await expect(local({ dataFolder: folder })).rejects.toThrow(`${folder} is in use by another Maru (process ${process.pid})`);
    expect(readFileSync(join(folder, 'maru.pid'), 'utf8')).toBe(`${process.pid}\n`);
    await first.close();
    expect(existsSync(join(folder, 'maru.pid'))).toBe(false);
  });

  test('is free when the one that had it was killed', async () => {
    const claim = `
      const lock = new (require('better-sqlite3'))(process.argv[1] + '/maru.lock');
      lock.pragma('locking_mode = EXCLUSIVE'); lock.exec('BEGIN EXCLUSIVE'); process.kill(process.pid, 'SIGKILL');`;
    writeFileSync(join(folder, 'maru.pid'), '1\n');
    expect(() => execFileSync(process.execPath, ['-e', claim, folder], { cwd: import.meta.dirname })).toThrow('SIGKILL');
    await expect(opensAndCloses(folder)).resolves.toBeUndefined();
  });

  test('must be one', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(local({ dataFolder: join(folder, 'file') })).rejects.toThrow(`cannot write to its data folder ${join(folder, 'file')}`);
    await expect(local({ dataFolder: join(folder, 'file', 'below') })).rejects.toMatchObject({ name: 'UnwritableFolder' });
  });
});

describe('a damaged database', () => {
  beforeEach(async () => {
    const platform = await local({ dataFolder: folder });
    for (let i = 0; i < 500; i++) await platform.keyValue.set(`key ${i}`, 'value'.repeat(20), { keep: true });
    await platform.close();
  });

  test.each([
    ['no database at all', () => writeFileSync(file(), 'garbage'.repeat(1_000))],
    ['cut short', () => truncateSync(file(), 9_000)],
    ['overwritten in the middle', () => writeFileSync(file(), readFileSync(file()).fill(0xa5, 5_000, 15_000))],
  ])('is named: %s', async (_, damage) => {
    damage();
    await expect(local({ dataFolder: folder })).rejects.toThrow(`The database ${file()} is damaged`);
    await expect(local({ dataFolder: folder })).rejects.toMatchObject({ name: 'DamagedDatabase', file: file() });
  });

  test('and nothing else keeps Maru from starting', async () => {
    appendFileSync(join(folder, 'notes.txt'), 'mine');
    await expect(opensAndCloses(folder)).resolves.toBeUndefined();
  });
});

async function opensAndCloses(dataFolder: string): Promise<void> {
  await (await local({ dataFolder })).close();
}
