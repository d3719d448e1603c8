import Database from 'better-sqlite3';
import { DamagedDatabase, isDamage } from './sqlite-errors.js';

/** A statement that meets a lock gives up soon: waiting would stop the event loop. Whoever may meet one tries again. */
export const BUSY_TIMEOUT_MS = 50;

/** A commit survives a crash of the process at once, one of the machine at the next checkpoint. */
export function prepareDatabase(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
}

export function openDatabase(file: string): Database.Database {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    prepareDatabase(database);
    return database;
  } catch (error) {
    database.close();
    throw isDamage(error) ? new DamagedDatabase(file, String(error)) : error;
  }
}

/** Sees every commit, changes nothing. The file must have been opened for writing before. */
export function openForReading(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
}
