import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf, isBusy } from '../sqlite/sqlite-errors.js';

export class UnwritableFolder extends Error {
  constructor(
    readonly folder: string,
    reason: string,
  ) {
    super(`Maru cannot write to its data folder ${folder} (${reason}). Make it writable, or choose another one with --data or MARU_DATA.`);
    this.name = 'UnwritableFolder';
  }
}

export class FolderInUse extends Error {
  constructor(
    readonly folder: string,
    readonly pid: string,
  ) {
    super(
      `The data folder ${folder} is in use by another Maru (process ${pid}). Stop it, or choose another folder with --data or MARU_DATA.`,
    );
    this.name = 'FolderInUse';
  }
}

/**
 * The folder of one Maru. `maru.lock` is a file that SQLite has locked: the operating system frees it when the process ends, however it ends,
 * so it is never stale. `maru.pid` says whose it is.
 */
export class DataFolder {
  private constructor(
    readonly path: string,
    private readonly lock: Database.Database,
  ) {}

  static claim(folder: string): DataFolder {
    const path = resolve(folder);
    try {
      // What people write to each other is nobody else's on this machine.
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const lock = new Database(join(path, 'maru.lock'), { timeout: 0 });
      try {
        lock.pragma('locking_mode = EXCLUSIVE');
        lock.exec('BEGIN EXCLUSIVE');
        writeFileSync(pidFile(path), `${process.pid}\n`);
      } catch (error) {
        lock.close();
        throw error;
      }
      return new DataFolder(path, lock);
    } catch (error) {
      throw isBusy(error) ? new FolderInUse(path, readPid(path)) : new UnwritableFolder(path, reasonOf(error));
    }
  }

  file(name: string): string {
    return join(this.path, `${name}.sqlite`);
  }

  release(): void {
    rmSync(pidFile(this.path), { force: true });
    this.lock.close();
  }
}

function pidFile(path: string): string {
  return join(path, 'maru.pid');
}

export function readPid(path: string): string {
  try {
    return readFileSync(pidFile(path), 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

function reasonOf(error: unknown): string {
  return codeOf(error) || String(error);
}
