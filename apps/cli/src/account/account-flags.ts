import type { Flag, Given } from '../command-line/command.js';
import { serverAddress, START_ADDRESS } from './server-address.js';
import type { Wanted } from './session-files.js';

/** Which account at which server a command is about. */
export const accountFlags = {
  server: { about: `address of Maru; without it the one of the last login, or ${START_ADDRESS}`, value: 'address' },
  user: { about: 'whose session; without it the one of the last login', value: 'name' },
  session: { about: "file of the session; without it one in the user's folder of settings", value: 'file' },
} as const satisfies Record<string, Flag>;

export function wantedBy(given: Given): Wanted {
  const server = given.value('server');
  return {
    server: server === undefined ? undefined : serverAddress(server),
    username: given.value('user'),
    file: given.value('session'),
  };
}
