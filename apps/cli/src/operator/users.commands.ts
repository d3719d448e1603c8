import { randomBytes } from 'node:crypto';
import { ExportAuthData, EndSessions, FindAccounts, ResetPassword } from '@maru/contracts';
import { questions } from '../account/ask-secret.js';
import { CommandError } from '../command-line/command-error.js';
import type { Argument, Command, Given } from '../command-line/command.js';
import { type Io, say } from '../command-line/io.js';
import { field } from '../terminal-text/printable.js';
import { CHANGES, dataFlag, dataFolder, LOOKS } from './data-folder.js';

const PAGE = 500;
/** All that accounts are kept in. */
const DATABASES = ['auth', 'key-value'];
const user: Argument = { name: 'user', about: 'the username' };

export const usersListCommand: Command = {
  name: 'users list',
  about: 'all accounts: id, name, since when, sessions, and whether it was given up',
  details: `${LOOKS} The fields are separated by tabs.`,
  flags: dataFlag,
  run: async (given, io) => {
    const { operator, authService } = await load();
    await operator.lookAtCopy(dataFolder(given, io), { services: [authService], databases: DATABASES }, async ({ queries }) => {
      for (let afterUserId = 0; ;) {
        const { accounts } = await queries.ask(FindAccounts, { afterUserId, limit: PAGE });
        for (const one of accounts) {
          const state = one.unregisteredAt === undefined ? 'REGISTERED' : 'UNREGISTERED';
          say(io, [one.userId, field(one.username), day(one.createdAt), one.sessions, state].join('\t'));
        }
        if (accounts.length < PAGE) return;
        afterUserId = accounts.at(-1)?.userId ?? afterUserId;
      }
    });
  },
};

export const usersShowCommand: Command = {
  name: 'users show',
  about: 'one account and its sessions',
  details: LOOKS,
  arguments: [user],
  flags: dataFlag,
  run: async (given, io) => {
    const { operator, authService } = await load();
    const username = given.needed(0);
    await operator.lookAtCopy(dataFolder(given, io), { services: [authService], databases: DATABASES }, async ({ queries }) => {
      const [account] = (await queries.ask(FindAccounts, { username, afterUserId: 0, limit: 1 })).accounts;
      if (account === undefined) throw nobody(username);
      const { records } = await queries.ask(ExportAuthData, account);
      say(io, JSON.stringify({ ...account, sessions: records['session'] ?? [] }, undefined, 2));
    });
  },
};

export const usersResetPasswordCommand: Command = {
  name: 'users reset-password',
  about: 'sets a new password for somebody who has forgotten it, and ends all sessions',
  details: `${CHANGES}\nThe new password is asked for; over a pipe it is the next line.`,
  arguments: [user],
  flags: { ...dataFlag, generate: { about: 'makes one up and prints it' } },
  run: async (given, io) => {
    const username = given.needed(0);
    const newPassword = given.has('generate') ? randomBytes(15).toString('base64url') : await asked(io);
    const { outcome, endedSessions } = await inPlace(given, io, (queries) => queries.ask(ResetPassword, { username, newPassword }));
    if (outcome === 'no-account') throw nobody(username);
    if (outcome === 'bad-password') throw new CommandError('this is one of the commonest passwords: choose another');
    if (given.has('generate')) say(io, newPassword);
    else say(io, `${username} has a new password; ${endedSessions} sessions have ended.`);
  },
};

export const usersEndSessionsCommand: Command = {
  name: 'users end-sessions',
  about: 'ends all sessions of somebody, who has to log in again everywhere',
  details: CHANGES,
  arguments: [user],
  flags: dataFlag,
  run: async (given, io) => {
    const username = given.needed(0);
    const { outcome, endedSessions } = await inPlace(given, io, (queries) => queries.ask(EndSessions, { username }));
    if (outcome === 'no-account') throw nobody(username);
    say(io, `${endedSessions} sessions of ${username} have ended.`);
  },
};

type Queries = Parameters<Parameters<Awaited<ReturnType<typeof load>>['operator']['withServices']>[2]>[0]['queries'];

async function inPlace<T>(given: Given, io: Io, work: (queries: Queries) => Promise<T>): Promise<T> {
  const { operator, authService } = await load();
  return await operator.withServices(dataFolder(given, io), [authService], ({ queries }) => work(queries));
}

/** Only when it is needed: most commands are quicker without it. */
async function load() {
  const [operator, { authService }] = await Promise.all([import('@maru/runtime'), import('@maru/auth')]);
  return { operator, authService };
}

async function asked(io: Io): Promise<string> {
  const asking = questions(io);
  const password = await asking.password().finally(() => asking.close());
  if (password.length < 8 || password.length > 128) throw new CommandError('a password has 8 to 128 characters');
  return password;
}

function nobody(username: string): CommandError {
  return new CommandError(`there is no account ${username}`);
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
