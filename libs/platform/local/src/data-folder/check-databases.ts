import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '../sqlite/open-database.js';
import { DamagedDatabase, isDamage } from '../sqlite/sqlite-errors.js';

/** Up to this size a file is read whole, so that Maru starts quickly. Of a larger one, only what opening it reads. */
const WHOLE_BYTES = 32 * 1024 * 1024;

/** Throws `DamagedDatabase` for the first one that is. */
export function checkDatabases(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.sqlite')) checkDatabase(join(folder, name));
}

function checkDatabase(file: string): void {
  const database = openDatabase(file);
  try {
    const check = statSync(file).size <= WHOLE_BYTES ? 'PRAGMA quick_check(1)' : "SELECT 'ok' FROM sqlite_schema LIMIT 1";
    const found = z.string().optional().parse(database.prepare(check).pluck().get());
    if (found !== undefined && found !== 'ok') throw new DamagedDatabase(file, found);
  } catch (error) {
    throw isDamage(error) ? new DamagedDatabase(file, String(error)) : error;
  } finally {
    database.close();
  }
}
