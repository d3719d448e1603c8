import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isBusy } from '../sqlite/sqlite-errors.js';

const PAUSE_MS = 5;
const PATIENCE_MS = 30_000;

/** Open read transactions, which all see the same moment. */
export interface Moment {
  readonly at: number;
  /** In the order of the files. */
  readonly readers: readonly Database.Database[];
  close(): void;
}

/**
 * The databases of a running Maru as they are together at one moment. One file after the other would not do, in any order: what a service has
 * told another is in the teller's outbox until it is handled, so of two copies from different moments either the later one knows of people and
 * channels that the earlier one lacks, and whose ids it would give out again; or a word is in neither, and is never handled.
 * So all writers are held up for the milliseconds in which the read transactions begin. What is read then is what a crash at that moment
 * would have left, and Maru starts on it as after one.
 */
export async function oneMoment(files: readonly string[], patienceMs = PATIENCE_MS): Promise<Moment> {
  const gates = files.map((file) => new Database(file, { fileMustExist: true, timeout: 0 }));
  const readers = files.map((file) => new Database(file, { fileMustExist: true, timeout: 1_000 }));
  const end = performance.now() + patienceMs;
  try {
    // Nobody is held up while we wait: either all gates shut at once, or none.
    while (!shutAll(gates)) {
      if (performance.now() > end) throw new Error('the databases are being written to all the time: try again when there is less to do');
      await wait(PAUSE_MS * (0.5 + Math.random()));
    }
    const at = Date.now();
    for (const reader of readers) {
      reader.exec('BEGIN');
      reader.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    }
    return { at, readers, close: () => closeAll(readers) };
  } catch (error) {
    closeAll(readers);
    throw error;
  } finally {
    closeAll(gates);
  }
}

function shutAll(gates: readonly Database.Database[]): boolean {
  try {
    for (const gate of gates) gate.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    for (const gate of gates) if (gate.inTransaction) gate.exec('ROLLBACK');
    if (isBusy(error)) return false;
    throw error;
  }
}

/** Closing ends what is open. */
function closeAll(databases: readonly Database.Database[]): void {
  for (const database of databases) database.close();
}
