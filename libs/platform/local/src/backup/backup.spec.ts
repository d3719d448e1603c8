import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from '../data-folder/data-folder.js';
import { openDatabase } from '../sqlite/open-database.js';
import { backUp, copyDatabases } from './back-up.js';
import { oneMoment } from './one-moment.js';
import { restore } from './restore.js';

const NAMES = ['auth', 'channel', 'key-value', 'messages'];
let root: string;
let data: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maru-backup-'));
  data = join(root, 'data');
  mkdirSync(data);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function openAll(folder: string): Database.Database[] {
  const all = NAMES.map((name) => openDatabase(join(folder, `${name}.sqlite`)));
  for (const database of all) database.exec('CREATE TABLE IF NOT EXISTS step (n INTEGER PRIMARY KEY, filling TEXT)');
  return all;
}

function lastSteps(folder: string): number[] {
  return NAMES.map((name) => {
    const database = new Database(join(folder, `${name}.sqlite`));
    const last = database.prepare('SELECT COALESCE(MAX(n), 0) FROM step').pluck().get() as number;
    database.close();
    return last;
  });
}

function fill(folder: string, n: number): void {
  for (const database of openAll(folder)) {
    database.prepare('INSERT INTO step VALUES (?, ?)').run(n, 'x'.repeat(100));
    database.close();
  }
}

/** In a thread of its own: each step is written to one database after the other, as one service tells the next, until `stop`. */
function walk(files: readonly string[]) {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const Database = require(workerData.driver);
    const databases = workerData.files.map((file) => new Database(file, { timeout: 10_000 }));
    const adds = databases.map((database) => database.prepare("INSERT INTO step VALUES (?, 'x')"));
    let step = 1_000;
    const walk = () => {
      for (let end = step + 20; step < end; ) {
        step++;
        for (const add of adds) add.run(step);
      }
      if (Atomics.load(workerData.isOver, 0) === 0) return void setImmediate(walk);
      for (const database of databases) database.close();
      parentPort.postMessage(step);
    };
    walk();
    parentPort.postMessage('walking');
  `;
  const isOver = new Int32Array(new SharedArrayBuffer(4));
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(code, { eval: true, workerData: { driver, files, isOver } });
  return {
    begun: once(worker, 'message'),
    stop: async (): Promise<number> => {
      const stopped = once(worker, 'message');
      Atomics.store(isOver, 0, 1);
      const [step] = (await stopped) as [number];
      await worker.terminate();
      return step;
    },
  };
}

describe('a backup of a Maru that is written to', () => {
  it('is of one moment: no database in it is ahead of the one that told it, nor behind by more than what was under way', async () => {
    const databases = openAll(data);
    for (const database of databases)
      database.transaction(() => {
        for (let n = 1; n <= 1_000; n++) database.prepare('INSERT INTO step VALUES (?, ?)').run(n, 'x'.repeat(4_000));
      })();
    for (const database of databases) database.close();
    const walking = walk(NAMES.map((name) => join(data, `${name}.sqlite`)));
    await walking.begun;
    for (let round = 0; round < 10; round++) {
      const target = join(root, `backup-${round}`);
      await backUp(data, target);
      const steps = lastSteps(target);
      expect(steps).toEqual(steps.toSorted((a, b) => b - a));
      expect(steps[0]! - steps.at(-1)!).toBeLessThanOrEqual(1);
    }
    expect(await walking.stop()).toBeGreaterThan(1_010);
  });

  it('waits for who holds a database, holds nobody up meanwhile, and gives up in the end', async () => {
    const [auth, channel] = openAll(data);
    auth!.exec('BEGIN IMMEDIATE');
    const moment = oneMoment(NAMES.map((name) => join(data, `${name}.sqlite`)));
    await turn();
    channel!.prepare('INSERT INTO step VALUES (1, NULL)').run();
    auth!.exec('COMMIT');
    (await moment).close();
    auth!.exec('BEGIN IMMEDIATE');
    await expect(oneMoment([join(data, 'auth.sqlite')], 20)).rejects.toThrow('written to all the time');
  });
});

describe('a backup', () => {
  it.each(['folder', 'one.tar', 'one.tar.gz', 'one.tgz'])('in %s is restored as it was', async (name) => {
    fill(data, 7);
    const target = join(root, name);
    const { at, databases } = await backUp(data, target);
    expect(databases.map(({ file }) => file)).toEqual(NAMES.map((one) => `${one}.sqlite`));
    expect(statSync(target).mode & 0o077).toBe(0);
    expect(readdirSync(root).toSorted()).toEqual(['data', name].toSorted());
    const fresh = join(root, 'fresh');
    expect(await restore(target, fresh, { keepSessions: true })).toEqual({ at, databases: NAMES.map((one) => `${one}.sqlite`) });
    expect(lastSteps(fresh)).toEqual([7, 7, 7, 7]);
  });

  it('never overwrites another, and is of a data folder', async () => {
    await expect(backUp(data, join(root, 'backup'))).rejects.toThrow('is no data folder of Maru');
    fill(data, 1);
    await backUp(data, join(root, 'backup'));
    await expect(backUp(data, join(root, 'backup'))).rejects.toThrow('exists already');
  });
});

it('of some databases only is for looking at', async () => {
  fill(data, 3);
  const into = join(root, 'copy');
  await copyDatabases(data, into, ['auth', 'key-value']);
  expect(readdirSync(into).toSorted()).toEqual(['auth.sqlite', 'key-value.sqlite']);
  expect(statSync(into).mode & 0o077).toBe(0);
});

describe('a restore', () => {
  let backup: string;
  beforeEach(async () => {
    backup = join(root, 'backup');
    fill(data, 1);
    await backUp(data, backup);
    fill(data, 2);
  });

  it('leaves a folder alone that is in use, or not empty', async () => {
    await expect(restore(backup, data)).rejects.toThrow('--replace');
    const running = DataFolder.claim(data);
    await expect(restore(backup, data, { replace: true })).rejects.toThrow('in use by another Maru');
    running.release();
    expect(lastSteps(data)).toEqual([2, 2, 2, 2]);
  });

  it('moves aside what was there', async () => {
    const { asideIn } = await restore(backup, data, { replace: true, keepSessions: true });
    expect(lastSteps(data)).toEqual([1, 1, 1, 1]);
    expect(lastSteps(asideIn!)).toEqual([2, 2, 2, 2]);
  });

  it('brings no session back that may have been ended since', async () => {
    const { databases } = await restore(backup, data, { replace: true });
    expect(databases).not.toContain('key-value.sqlite');
    expect(readdirSync(data)).not.toContain('key-value.sqlite');
  });

  it.each([
    ['nothing', () => join(root, 'nothing')],
    ['a folder of something else', () => data],
    [
      'a backup that was cut',
      () => {
        truncateSync(join(backup, 'messages.sqlite'), 100);
        return backup;
      },
    ],
    [
      'a file that is no archive',
      () => {
        writeFileSync(join(root, 'x.tar'), 'x'.repeat(2_000));
        return join(root, 'x.tar');
      },
    ],
  ])('refuses %s, and changes nothing', async (_what, source) => {
    await expect(restore(source(), data, { replace: true })).rejects.toThrow('is no backup of Maru');
    expect(lastSteps(data)).toEqual([2, 2, 2, 2]);
    expect(readdirSync(data).filter((name) => name.startsWith('restore'))).toEqual([]);
  });
});
