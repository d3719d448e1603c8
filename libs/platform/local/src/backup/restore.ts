import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkDatabases } from '../data-folder/check-databases.js';
import { DataFolder } from '../data-folder/data-folder.js';
import { isOneFile, NoBackup, privateFolder, readContents, unpack } from './backup-folder.js';

export interface RestoreOptions {
  /** Moves what is in the data folder aside. Without it, a folder that is not empty is left alone. */
  readonly replace?: boolean;
  /** Brings the sessions back, too: also those that were ended since, by their owners or because they were stolen. */
  readonly keepSessions?: boolean;
}

export interface Restored {
  readonly at: number;
  readonly databases: readonly string[];
  /** Where that is which was there before. */
  readonly asideIn?: string;
}

const SESSIONS = 'key-value.sqlite';
const DATABASE = /\.sqlite(-wal|-shm)?$/;

/** Rejects with `FolderInUse` while Maru runs. All is checked before anything is moved. */
export async function restore(source: string, dataFolder: string, options: RestoreOptions = {}): Promise<Restored> {
  if (!existsSync(source)) throw new NoBackup(source, 'it does not exist');
  const folder = DataFolder.claim(dataFolder);
  const staged = join(folder.path, 'restore.partial');
  try {
    const present = readdirSync(folder.path).filter((name) => DATABASE.test(name));
    if (present.length > 0 && options.replace !== true) throw new NotEmpty(folder.path);
    const at = await stage(resolve(source), staged);
    const databases = readdirSync(staged).filter(
      (name) => name.endsWith('.sqlite') && (name !== SESSIONS || options.keepSessions === true),
    );
    const asideIn = moveAside(folder.path, present);
    for (const name of databases) renameSync(join(staged, name), join(folder.path, name));
    return { at, databases: databases.toSorted(), ...(asideIn === undefined ? {} : { asideIn }) };
  } finally {
    rmSync(staged, { recursive: true, force: true });
    folder.release();
  }
}

class NotEmpty extends Error {
  constructor(folder: string) {
    super(`There are databases in ${folder}: choose an empty folder, or say --replace, which moves them aside.`);
    this.name = 'NotEmpty';
  }
}

/** Into the data folder's own file system, so that moving it into its place cannot stop half-way. */
async function stage(source: string, staged: string): Promise<number> {
  rmSync(staged, { recursive: true, force: true });
  if (!isOneFile(source)) readContents(source);
  privateFolder(staged);
  if (isOneFile(source)) await unpack(source, staged);
  else for (const name of readdirSync(source)) if (!/-(wal|shm)$/.test(name)) cpSync(join(source, name), join(staged, name));
  const { at } = readContents(staged);
  checkDatabases(staged);
  return at;
}

function moveAside(folder: string, present: readonly string[]): string | undefined {
  if (present.length === 0) return undefined;
  const aside = join(folder, `before-restore-${new Date().toISOString().replaceAll(':', '-')}`);
  mkdirSync(aside, { mode: 0o700 });
  for (const name of present) renameSync(join(folder, name), join(aside, name));
  return aside;
}
