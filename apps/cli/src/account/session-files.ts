/** Where sessions are kept: a file for each account at each server, in the user's own folder of settings. */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { usernameKey } from '@maru/contracts';
import type { Io } from '../command-line/io.js';
import { type KeptSession, SessionFile } from './session-file.js';

export interface Wanted {
  readonly server?: string | undefined;
  readonly username?: string | undefined;
  /** The path of a file that somebody named. */
  readonly file?: string | undefined;
}

export interface Found extends KeptSession {
  readonly file: SessionFile;
}

export function fileFor(io: Io, { server, username, file }: Required<Pick<Wanted, 'server' | 'username'>> & Wanted): SessionFile {
  if (file !== undefined) return new SessionFile(file);
  const name = `${usernameKey(username ?? '')}@${new URL(server ?? '').host.replaceAll(':', '_')}`;
  return new SessionFile(join(folderOf(io), `${encodeURIComponent(name)}.json`));
}

/** The one that was logged in to last, of those that are meant. */
export function findSession(io: Io, { server, username, file }: Wanted): Found | undefined {
  const files = file === undefined ? keptFiles(folderOf(io)) : [new SessionFile(file)];
  const found = files.flatMap((one) => {
    const kept = one.read();
    return kept === undefined ? [] : [{ ...kept, file: one }];
  });
  return found
    .filter((one) => server === undefined || one.server === server)
    .filter((one) => username === undefined || usernameKey(one.session.username) === usernameKey(username))
    .toSorted((a, b) => b.loggedInAt - a.loggedInAt)[0];
}

function keptFiles(folder: string): SessionFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => new SessionFile(join(folder, name)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function folderOf({ environment }: Io): string {
  const settings = environment['XDG_CONFIG_HOME'] || join(environment['HOME'] || homedir(), '.config');
  return join(settings, 'maru', 'sessions');
}
