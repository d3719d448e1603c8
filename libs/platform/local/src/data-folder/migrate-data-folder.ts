import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Tables } from '@maru/ports';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { local } from '../local.js';

export interface Migrated {
  readonly database: string;
  /** In the order in which they ran; none where it was up to date. */
  readonly migrations: readonly string[];
}

/** Brings all databases up to date, as a start would. Rejects with `FolderInUse` while Maru runs. */
export async function migrateDataFolder(dataFolder: string, tables: readonly Tables[]): Promise<readonly Migrated[]> {
  const path = resolve(dataFolder);
  if (databasesIn(path).length === 0) throw new Error(`${path} is no data folder of Maru: there is no database in it.`);
  const before = new Map(databasesIn(path).map((name) => [name, applied(join(path, name))]));
  const platform = await local({ dataFolder: path });
  try {
    for (const of of tables) await platform.unitOfWork(of);
    await platform.messageStore();
  } finally {
    await platform.close();
  }
  return databasesIn(path).map((name) => {
    const known = new Set(before.get(name));
    return { database: name, migrations: applied(join(path, name)).filter((migration) => !known.has(migration)) };
  });
}

/** TypeORM keeps names; the message store keeps how many it has seen. */
function applied(file: string): readonly string[] {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 1_000 });
  try {
    const version = z.int().parse(database.pragma('user_version', { simple: true }));
    const isListed = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() !== undefined;
    const names = isListed ? z.array(z.string()).parse(database.prepare('SELECT name FROM migrations ORDER BY id').pluck().all()) : [];
    return [...names, ...Array.from({ length: version }, (_, index) => `version ${index + 1}`)];
  } finally {
    database.close();
  }
}

function databasesIn(path: string): string[] {
  return existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith('.sqlite'))
        .toSorted()
    : [];
}
