import { QueryFailedError } from 'typeorm';

/** SQLite's own code (`SQLITE_BUSY`, `SQLITE_CONSTRAINT_UNIQUE` …), also where TypeORM has wrapped it. */
export function codeOf(error: unknown): string {
  const inner: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
}

/** Somebody else, a backup perhaps, holds the file: worth another try. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

export class DamagedDatabase extends Error {
  constructor(
    readonly file: string,
    reason: string,
  ) {
    super(`The database ${file} is damaged (${reason}). Restore it from a backup, or move it away to start without what is in it.`);
    this.name = 'DamagedDatabase';
  }
}
