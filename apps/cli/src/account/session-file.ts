/** One session on disk: whoever can read it is let in, so nobody but its owner can. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Session } from '@maru/client';
import { CommandError } from '../command-line/command-error.js';

export interface KeptSession {
  readonly server: string;
  readonly session: Session;
  /** The latest login is the one that is meant where nobody says which. */
  readonly loggedInAt: number;
}

export class SessionFile {
  constructor(readonly path: string) {}

  /** Undefined where there is none. */
  read(): KeptSession | undefined {
    const text = readIfThere(this.path);
    if (text === undefined) return undefined;
    const kept = parse(text);
    if (kept === undefined) throw new CommandError(`${this.path} is not a session: log in again with --session ${this.path}, or remove it`);
    return kept;
  }

  /** Whole or not at all. */
  write(kept: KeptSession): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const fresh = `${this.path}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    renameSync(fresh, this.path);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** A refresh token works once: two programs that use one session would end it. Answers with how to let it go. */
  claim(): () => void {
    const path = `${this.path}.lock`;
    for (;;) {
      try {
        writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
        return () => rmSync(path, { force: true });
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        const holder = Number(readIfThere(path));
        if (holder > 0 && isRunning(holder)) throw new SessionInUse(this.path, holder);
        rmSync(path, { force: true });
      }
    }
  }
}

export class SessionInUse extends CommandError {
  constructor(path: string, pid: number) {
    super(`the session ${path} is in use by another maru (process ${pid}): end it, or log in to one more with --session <file>`);
    this.name = 'SessionInUse';
  }
}

function parse(text: string): KeptSession | undefined {
  try {
    const kept = JSON.parse(text) as Partial<KeptSession>;
    const { server, session, loggedInAt } = kept;
    if (typeof server !== 'string' || typeof loggedInAt !== 'number' || typeof session?.refreshToken !== 'string') return undefined;
    return { server, session, loggedInAt };
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
