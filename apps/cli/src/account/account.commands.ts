import { MaruError } from '@maru/client';
import type { Argument, Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { accountFlags, wantedBy } from './account-flags.js';
import { enter, logIn } from './enter.js';

const name: Argument = { name: 'name', about: 'the username; asked for without it', optional: true };
const { server, session } = accountFlags;
const passwords = 'The password is asked for; over a pipe it is the next line.';

export const registerCommand: Command = {
  name: 'register',
  about: 'makes an account and logs in',
  details: `${passwords}\nThe session is kept in a file that nobody else can read.`,
  arguments: [name],
  flags: { server, session },
  run: (given, io) => logIn(given, io, wantedBy(given), true),
};

export const loginCommand: Command = {
  name: 'login',
  about: 'logs in, for the commands that follow',
  details: passwords,
  arguments: [name],
  flags: { server, session },
  run: (given, io) => logIn(given, io, wantedBy(given), false),
};

export const logoutCommand: Command = {
  name: 'logout',
  about: 'ends the session',
  flags: accountFlags,
  run: async (given, io) => {
    const entered = enter(io, wantedBy(given));
    try {
      await entered.http.logout();
    } catch (error) {
      if (!(error instanceof MaruError) || error.status !== 401) throw error;
      entered.file.remove(); // It had ended already.
    } finally {
      entered.leave();
    }
    say(io, `${entered.username} is logged out at ${entered.server}.`);
  },
};

export const whoamiCommand: Command = {
  name: 'whoami',
  about: 'says who is logged in, and whether the session still lives',
  flags: accountFlags,
  run: async (given, io) => {
    const entered = enter(io, wantedBy(given));
    try {
      const { username } = await entered.http.me();
      say(io, `${username} at ${entered.server}`);
    } finally {
      entered.leave();
    }
  },
};
