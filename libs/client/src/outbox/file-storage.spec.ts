import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileStorage } from './file-storage.js';
import { entry, outboxStorageContract } from './outbox-storage.contract.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maru-outbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a file', () => {
  outboxStorageContract(() => {
    const path = join(folder, 'outbox.json');
    return Promise.resolve({ storage: fileStorage(path), reopen: () => fileStorage(path) });
  });

  test('is whole when a change is done, and leaves nothing beside it', async () => {
    const storage = fileStorage(join(folder, 'outbox.json'));
    await storage.put(entry(1));
    expect(JSON.parse(await readFile(join(folder, 'outbox.json'), 'utf8'))).toEqual([entry(1)]);
    expect(await readdir(folder)).toEqual(['outbox.json']);
  });

  test.each(['{"half": ', '{"an": "object"}', '[{"of": "something else"}]'])(
    'that is no outbox (%s) is told, and not overwritten',
    async (text) => {
      const path = join(folder, 'outbox.json');
      await writeFile(path, text);
      const storage = fileStorage(path);
      await expect(storage.all()).rejects.toThrow(`${path} is not an outbox`);
      await expect(storage.put(entry(1))).rejects.toThrow('is not an outbox');
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  test('that cannot be written is told, and the next change may succeed', async () => {
    const path = join(folder, 'not', 'yet', 'outbox.json');
    const storage = fileStorage(path);
    await expect(storage.put(entry(1))).rejects.toThrow('ENOENT');
    await mkdir(join(folder, 'not', 'yet'), { recursive: true });
    await storage.put(entry(2));
    expect(await fileStorage(path).all()).toEqual([entry(1), entry(2)]);
  });
});
