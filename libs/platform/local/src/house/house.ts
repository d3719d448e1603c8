/** A whole house on files, as it is copied into another shape. Nobody else has it meanwhile, and nothing in it is changed. */
import { existsSync } from 'node:fs';
import type { CopiedRow, CopiedTable, Portion, RowSource, Tables } from '@maru/ports';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { checkDatabases } from '../data-folder/check-databases.js';
import { DataFolder } from '../data-folder/data-folder.js';
import { MIGRATIONS } from '../message-store/statements.js';
import { openDatabase } from '../sqlite/open-database.js';
import { CreateOutbox1700000000000 } from '../unit-of-work/outbox.entity.js';
import { tablesIn } from './tables-in.js';

const Count = z.int();
const Names = z.array(z.string());
const Rows = z.array(z.array(z.union([z.string(), z.number(), z.null()])));

/** Why a folder cannot be copied as it is: its message says what to do. */
class UncopyableHouse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UncopyableHouse';
  }
}

export class House implements RowSource {
  private constructor(
    private readonly folder: DataFolder,
    private readonly databases: ReadonlyMap<string, Database.Database>,
    readonly tables: readonly CopiedTable[],
  ) {}

  /** Rejects with `FolderInUse`, `DamagedDatabase` or `UncopyableHouse`. */
  static open(dataFolder: string, services: readonly Tables[]): House {
    if (!existsSync(dataFolder)) throw new UncopyableHouse(`There is no data folder ${dataFolder}.`);
    const folder = DataFolder.claim(dataFolder);
    const databases = new Map<string, Database.Database>();
    try {
      checkDatabases(folder.path);
      for (const { service } of services) databases.set(service, openIn(folder, service, service));
      databases.set('message', openIn(folder, 'messages', 'message'));
      for (const tables of services) judgeMigrations(databases.get(tables.service), tables);
      judgeVersion(databases.get('message'));
      for (const [name, database] of databases) judgeOutbox(name, database);
      const stays = new Set(services.flatMap(({ service, notCopied = [] }) => notCopied.map((name) => `${service}.${name}`)));
      const tables = [...databases].flatMap(([name, database]) => tablesIn(name, database));
      return new House(
        folder,
        databases,
        tables.filter(({ database, name }) => !stays.has(`${database}.${name}`)),
      );
    } catch (error) {
      for (const database of databases.values()) database.close();
      folder.release();
      throw error;
    }
  }

  async read({ database, name, columns, key }: CopiedTable, { after, limit, slice }: Portion): Promise<readonly CopiedRow[]> {
    const conditions = [
      ...(after ? [`(${list(key)}) > (${after.map(() => '?').join(', ')})`] : []),
      ...(slice ? [`channel_id % ${slice.of} = ${slice.rest}`] : []),
    ];
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const sql = `SELECT ${list(columns)} FROM "${name}"${where} ORDER BY ${list(key)} LIMIT ${limit}`;
    return Rows.parse(
      this.database(database)
        .prepare(sql)
        .raw()
        .all(...(after ?? [])),
    );
  }

  /** They lie outside of what is copied. */
  deadLetters(): number {
    const database = openDatabase(this.folder.file('dead-letters'));
    try {
      const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'dead_letter'").get() !== undefined;
      return isThere ? Count.parse(database.prepare('SELECT COUNT(*) FROM dead_letter').pluck().get()) : 0;
    } finally {
      database.close();
    }
  }

  close(): void {
    for (const database of this.databases.values()) database.close();
    this.folder.release();
  }

  private database(name: string): Database.Database {
    const database = this.databases.get(name);
    if (!database) throw new Error(`the house has no database ${name}`);
    return database;
  }
}

function list(names: readonly string[]): string {
  return names.map((one) => `"${one}"`).join(', ');
}

function openIn(folder: DataFolder, file: string, name: string): Database.Database {
  const path = folder.file(file);
  if (!existsSync(path)) throw new UncopyableHouse(`${folder.path} is no data folder of Maru: it has no database for ${name}.`);
  return openDatabase(path);
}

function judgeMigrations(database: Database.Database | undefined, { service, migrations }: Tables): void {
  const wanted = new Set([...migrations, CreateOutbox1700000000000].map(({ name }) => name));
  const applied = new Set(Names.parse(database?.prepare('SELECT name FROM migrations').pluck().all()));
  if ([...applied].some((name) => !wanted.has(name))) throw isNewer(service);
  if ([...wanted].some((name) => !applied.has(name))) throw isOlder(service);
}

function judgeVersion(database: Database.Database | undefined): void {
  const seen = Count.parse(database?.pragma('user_version', { simple: true }));
  if (seen > MIGRATIONS.length) throw isNewer('message');
  if (seen < MIGRATIONS.length) throw isOlder('message');
}

function judgeOutbox(name: string, database: Database.Database): void {
  const waiting = Count.parse(database.prepare('SELECT COUNT(*) FROM outbox').pluck().get());
  if (waiting === 0) return;
  throw new UncopyableHouse(
    `${waiting} units of ${name} wait to be told to the others, and an outbox is not copied: start Maru with this folder once more, and stop it when it has come up.`,
  );
}

function isNewer(database: string): UncopyableHouse {
  return new UncopyableHouse(`The database of ${database} was written by a newer Maru: use that one.`);
}

function isOlder(database: string): UncopyableHouse {
  return new UncopyableHouse(
    `The database of ${database} was written by an older Maru: npx maru migrate --data <folder> brings it up to date.`,
  );
}
