import { serverAddress, START_ADDRESS } from '../account/server-address.js';
import { findSession } from '../account/session-files.js';
import { CommandError, UsageError } from '../command-line/command-error.js';
import type { Command, Given } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { seed } from './seed.js';
import { seedPlan } from './seed-plan.js';

/** For trying out: everybody may know it. */
const PASSWORD = 'open hall 마루';
const SIZES = { users: 10, friends: 2, channels: 5, messages: 200 } as const;
const MOST = 100_000;

const size = (about: string, start: number) => ({ about: `${about} (${start})`, value: 'number' });

export const seedCommand: Command = {
  name: 'seed',
  about: 'fills a running Maru with users, friends, channels and messages, for trying it out',
  details: `All have the password "${PASSWORD}". Called again with the same sizes it adds nothing. Limits are waited out: start Maru with
MARU_LIMITS=relaxed for large sizes.`,
  flags: {
    server: { about: `address of Maru; without it the one of the last login, or ${START_ADDRESS}`, value: 'address' },
    users: size('how many', SIZES.users),
    friends: size('of each, on either side of him', SIZES.friends),
    channels: size('groups of friends', SIZES.channels),
    messages: size('in all channels together', SIZES.messages),
    prefix: { about: 'what their names begin with (seed)', value: 'text' },
    anyway: { about: 'also where others than this machine can reach it' },
  },
  run: async (given, io) => {
    const address = given.value('server');
    const server = address === undefined ? (findSession(io, {})?.server ?? START_ADDRESS) : serverAddress(address);
    if (!isOurs(server) && !given.has('anyway'))
      throw new CommandError(
        `${server} is not on this machine, and everybody could log in as these users: say --anyway if that is all right`,
      );
    const plan = seedPlan({
      users: numberOf(given, 'users'),
      friends: numberOf(given, 'friends'),
      channels: numberOf(given, 'channels'),
      messages: numberOf(given, 'messages'),
      prefix: given.value('prefix') ?? 'seed',
    });
    await seed(plan, { server, password: PASSWORD, progress: (what) => say(io, what) });
    say(io, `${plan.names[0] ?? 'nobody'} to ${plan.names.at(-1) ?? 'nobody'} are at ${server}, each with the password "${PASSWORD}".`);
  },
};

function numberOf(given: Given, flag: keyof typeof SIZES): number {
  const number = Number(given.value(flag) ?? SIZES[flag]);
  if (!Number.isInteger(number) || number < 0 || number > MOST) throw new UsageError(`--${flag} is a whole number up to ${MOST}`);
  return number;
}

function isOurs(server: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(server).hostname);
}
