/** What a backup is: a folder with a copy of each database and a list of them, or such a folder in one tar file. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const LIST = 'backup.json';
const Contents = z.object({
  v: z.literal(1),
  /** The moment whose state it is. */
  at: z.int(),
  databases: z.array(z.object({ file: z.string().regex(/^[a-z-]+\.sqlite$/), bytes: z.int() })),
});
export type Contents = z.infer<typeof Contents>;

export class NoBackup extends Error {
  constructor(path: string, reason: string) {
    super(`${path} is no backup of Maru (${reason}).`);
    this.name = 'NoBackup';
  }
}

export function isOneFile(path: string): boolean {
  return /\.(tar|tar\.gz|tgz)$/.test(path);
}

export function writeContents(folder: string, contents: Contents): void {
  writeFileSync(join(folder, LIST), `${JSON.stringify(contents, undefined, 2)}\n`, { mode: 0o600 });
}

/** Checks that all of it is there. */
export function readContents(folder: string): Contents {
  const contents = Contents.safeParse(parse(folder));
  if (!contents.success) throw new NoBackup(folder, `its ${LIST} is missing or of another version`);
  for (const { file, bytes } of contents.data.databases) {
    const found = statSync(join(folder, file), { throwIfNoEntry: false })?.size;
    if (found !== bytes) throw new NoBackup(folder, `${file} has ${found ?? 'no'} bytes, and had ${bytes}`);
  }
  return contents.data;
}

/** Nobody else may read what people wrote to each other. */
export function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

export async function pack(folder: string, file: string): Promise<void> {
  writeFileSync(file, '', { mode: 0o600 });
  await tar(['-c', ...(file.includes('gz') ? ['-z'] : []), '-f', file, '-C', folder, '.']);
}

export async function unpack(file: string, folder: string): Promise<void> {
  try {
    await tar(['-x', '-f', file, '-C', folder]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new NoBackup(file, error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error));
  }
}

async function tar(args: readonly string[]): Promise<void> {
  await promisify(execFile)('tar', [...args]);
}

function parse(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, LIST), 'utf8'));
  } catch {
    return undefined;
  }
}
