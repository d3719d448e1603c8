import { MaruHttp } from '@maru/client';
import { CommandError } from '../command-line/command-error.js';
import type { Given } from '../command-line/command.js';
import { type Io, say } from '../command-line/io.js';
import { questions } from './ask-secret.js';
import { serverAddress, START_ADDRESS } from './server-address.js';
import type { SessionFile } from './session-file.js';
import { fileFor, findSession, type Wanted } from './session-files.js';

/** Somebody who is let in, at a server. */
export interface Entered {
  readonly http: MaruHttp;
  readonly server: string;
  readonly username: string;
  readonly file: SessionFile;
  /** Others may use the session now. */
  readonly leave: () => void;
}

/** With the session of an earlier login. Its tokens are written back whenever they change. */
export function enter(io: Io, wanted: Wanted): Entered {
  const found = findSession(io, wanted);
  if (found === undefined) throw new CommandError(`nobody is logged in${whereOf(wanted)}: maru login, or maru register for a new account`);
  const { file } = found;
  const leave = file.claim();
  // Whoever had it until now may have changed it.
  const { server, session, loggedInAt } = file.read() ?? found;
  const http = new MaruHttp(server, {
    session,
    onSession: (changed) => (changed === undefined ? file.remove() : file.write({ server, session: changed, loggedInAt })),
  });
  return { http, server, username: session.username, file, leave };
}

/** Asks for the name, where the command has none, and for the password. */
export async function logIn(given: Given, io: Io, wanted: Wanted, isNew: boolean): Promise<void> {
  const server = wanted.server ?? findSession(io, {})?.server ?? serverAddress(START_ADDRESS);
  const asked = questions(io);
  try {
    const name = given.argument(0) ?? wanted.username ?? (await asked.name());
    const password = await asked.password();
    const http = new MaruHttp(server);
    if (isNew) await http.register(name, password);
    const loggedInAt = Date.now();
    const { username } = await http.login(name, password);
    const { session } = http;
    if (session === undefined) throw new CommandError('the server gave no tokens');
    const file = fileFor(io, { server, username, file: wanted.file });
    file.write({ server, session, loggedInAt });
    say(io, isNew ? `${username} has an account at ${server} and is logged in.` : `${username} is logged in at ${server}.`);
  } finally {
    asked.close();
  }
}

function whereOf({ server, username, file }: Wanted): string {
  if (file !== undefined) return ` in ${file}`;
  return `${username === undefined ? '' : ` as ${username}`}${server === undefined ? '' : ` at ${server}`}`;
}
