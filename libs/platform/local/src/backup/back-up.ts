import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkDatabases } from '../data-folder/check-databases.js';
import { type Contents, isOneFile, pack, privateFolder, writeContents } from './backup-folder.js';
import { oneMoment } from './one-moment.js';

/** Many at once: between two lots others have their turn. */
const PAGES = 1_000;

/** Copies the databases of a data folder, of which Maru may be running, as they are at one moment. The backup is there whole, or not at all. */
export async function backUp(dataFolder: string, target: string): Promise<Contents> {
  const files = databasesIn(dataFolder);
  const path = resolve(target);
  if (existsSync(path)) throw new Error(`${path} exists already: name another one, so that no backup is lost.`);
  const partial = `${path}.partial`;
  rmSync(partial, { recursive: true, force: true });
  privateFolder(partial);
  try {
    const contents = await copyAll(dataFolder, files, partial);
    if (isOneFile(path)) await pack(partial, `${partial}.tar${path.endsWith('.tar') ? '' : '.gz'}`);
    renameSync(isOneFile(path) ? `${partial}.tar${path.endsWith('.tar') ? '' : '.gz'}` : partial, path);
    return contents;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The same without a list of them, and of some of them only: for looking at, without being in the way of a running Maru. */
export async function copyDatabases(dataFolder: string, into: string, only?: readonly string[]): Promise<void> {
  privateFolder(into);
  const files = databasesIn(dataFolder).filter((file) => only === undefined || only.includes(file.replace(/\.sqlite$/, '')));
  await copyAt(dataFolder, files, into);
}

async function copyAll(dataFolder: string, files: readonly string[], into: string): Promise<Contents> {
  const at = await copyAt(dataFolder, files, into);
  checkDatabases(into);
  const contents: Contents = { v: 1, at, databases: files.map((file) => ({ file, bytes: statSync(join(into, file)).size })) };
  writeContents(into, contents);
  return contents;
}

/** Answers with the moment. */
async function copyAt(dataFolder: string, files: readonly string[], into: string): Promise<number> {
  const moment = await oneMoment(files.map((file) => join(dataFolder, file)));
  try {
    for (const [index, file] of files.entries()) {
      const copy = join(into, file);
      await moment.readers[index]?.backup(copy, { progress: () => PAGES });
      chmodSync(copy, 0o600);
    }
    return moment.at;
  } finally {
    moment.close();
  }
}

function databasesIn(folder: string): readonly string[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sqlite')) : [];
  if (files.length === 0) throw new Error(`${resolve(folder)} is no data folder of Maru: there is no database in it.`);
  return files.toSorted();
}
