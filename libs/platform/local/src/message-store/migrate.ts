import type Database from 'better-sqlite3';
import { z } from 'zod';
import { MIGRATIONS } from './statements.js';

/** Forward only; the file knows how many it has seen. */
export function migrate(database: Database.Database): void {
  const seen = z.int().parse(database.pragma('user_version', { simple: true }));
  if (seen > MIGRATIONS.length) throw new Error(`the message store was written by a newer Maru (${seen})`);
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < seen) continue;
    database.transaction(() => {
      database.exec(migration);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}
