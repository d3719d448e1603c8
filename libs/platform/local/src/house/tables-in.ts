import type { CopiedTable } from '@maru/ports';
import type Database from 'better-sqlite3';
import { z } from 'zod';

/** Of this shape, and not of the house: the other one has its own. */
const OF_THE_SHAPE = ['outbox', 'migrations'];

const Names = z.array(z.string());
const Columns = z.array(z.object({ name: z.string(), pk: z.int() }));

/** As SQLite itself describes them. */
export function tablesIn(database: string, file: Database.Database): CopiedTable[] {
  const names = Names.parse(file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").pluck().all());
  return names.filter((name) => !OF_THE_SHAPE.includes(name) && !name.startsWith('sqlite_')).map((name) => tableIn(database, file, name));
}

function tableIn(database: string, file: Database.Database, name: string): CopiedTable {
  const columns = Columns.parse(file.pragma(`table_info("${name}")`));
  const key = columns.filter(({ pk }) => pk > 0).toSorted((one, other) => one.pk - other.pk);
  const lastId = lastIdOf(file, name);
  return {
    database,
    name,
    columns: columns.map((column) => column.name),
    key: key.map((column) => column.name),
    ...(lastId === undefined ? {} : { lastId }),
  };
}

/** Undefined where no row was ever given an id. */
function lastIdOf(file: Database.Database, name: string): number | undefined {
  if (file.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() === undefined) return undefined;
  return z.int().optional().parse(file.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(name));
}
