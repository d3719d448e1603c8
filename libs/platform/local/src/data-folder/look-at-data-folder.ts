/** What a data folder looks like from outside, also while Maru runs: for whoever looks after it. Nothing is changed. */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { codeOf, isBusy } from '../sqlite/sqlite-errors.js';
import { readPid } from './data-folder.js';

interface DatabaseLook {
  readonly name: string;
  /** What is not moved into the database yet counts too. */
  readonly bytes: number;
  /** Why it cannot be read. */
  readonly fault?: string;
  /** What it has told that others have not handled yet. */
  readonly outbox?: { readonly waiting: number; readonly oldestAt?: number };
}

export interface DataFolderLook {
  readonly path: string;
  readonly isWritable: boolean;
  /** Others of this machine can read what people write to each other. */
  readonly isReadableByOthers: boolean;
  readonly freeBytes: number;
  /** The process that runs on it. */
  readonly heldBy?: string;
  readonly databases: readonly DatabaseLook[];
  readonly deadLetters: number;
}

/** Undefined where there is no such folder. */
export function lookAtDataFolder(folder: string): DataFolderLook | undefined {
  const path = resolve(folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) return undefined;
  const names = readdirSync(path).filter((name) => name.endsWith('.sqlite'));
  const { bavail, bsize } = statfsSync(path);
  const heldBy = holderOf(path);
  return {
    path,
    isWritable: isWritable(path),
    isReadableByOthers: (statSync(path).mode & 0o005) !== 0,
    freeBytes: bavail * bsize,
    ...(heldBy === undefined ? {} : { heldBy }),
    databases: names.toSorted().map((name) => lookAt(path, name)),
    deadLetters: countDeadLetters(join(path, 'dead-letters.sqlite')),
  };
}

/** Whoever holds the lock lets nobody even read. */
function holderOf(path: string): string | undefined {
  const file = join(path, 'maru.lock');
  if (!existsSync(file)) return undefined;
  return read(file, 'SELECT COUNT(*) FROM sqlite_schema') === 'busy' ? readPid(path) : undefined;
}

function lookAt(path: string, name: string): DatabaseLook {
  const file = join(path, name);
  const bytes = [file, `${file}-wal`].reduce((sum, one) => sum + (statSync(one, { throwIfNoEntry: false })?.size ?? 0), 0);
  const tables = read(file, "SELECT name FROM sqlite_schema WHERE name = 'outbox'");
  if (typeof tables === 'string') return { name, bytes, fault: tables };
  if (tables.length === 0) return { name, bytes };
  const rows = z
    .tuple([z.object({ waiting: z.int(), oldestAt: z.int().nullable() })])
    .safeParse(read(file, 'SELECT COUNT(*) AS waiting, MIN(created_at) AS oldestAt FROM outbox'));
  if (!rows.success) return { name, bytes, fault: 'its outbox cannot be read' };
  const [{ waiting, oldestAt }] = rows.data;
  return { name, bytes, outbox: { waiting, ...(oldestAt === null ? {} : { oldestAt }) } };
}

function countDeadLetters(file: string): number {
  if (!existsSync(file)) return 0;
  const rows = z.tuple([z.object({ count: z.int() })]).safeParse(read(file, 'SELECT COUNT(*) AS count FROM dead_letter'));
  return rows.success ? rows.data[0].count : 0;
}

/** The rows, or why there are none. */
function read(file: string, sql: string): readonly unknown[] | string {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true, timeout: 200 });
    return database.prepare(sql).all();
  } catch (error) {
    return isBusy(error) ? 'busy' : codeOf(error) || String(error);
  } finally {
    database?.close();
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
