import { ExportAuthData, ExportChannelData, ExportConnectionData, ExportMessageData, ExportPushData, FindAccounts } from '@maru/contracts';
import { CommandError } from '../command-line/command-error.js';
import type { Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { dataFlag, dataFolder, LOOKS } from './data-folder.js';

const QUERIES = [ExportAuthData, ExportConnectionData, ExportChannelData, ExportMessageData, ExportPushData];

export const exportCommand: Command = {
  name: 'export',
  about: 'all that is kept of somebody, as JSON: account, sessions, connections, channels, own messages, notifications',
  details: `${LOOKS} It holds nothing that opens a door, and of others only names.`,
  arguments: [{ name: 'user', about: 'the username' }],
  flags: dataFlag,
  run: async (given, io) => {
    const [{ lookAtCopy }, { services }] = await Promise.all([import('@maru/runtime'), import('../services.js')]);
    const username = given.needed(0);
    // The gateway keeps nothing.
    const keeping = services.filter(({ name }) => name !== 'gateway');
    await lookAtCopy(dataFolder(given, io), { services: keeping }, async ({ queries }) => {
      const [account] = (await queries.ask(FindAccounts, { username, afterUserId: 0, limit: 1 })).accounts;
      if (account === undefined) throw new CommandError(`there is no account ${username}`);
      const exported: Record<string, unknown> = {};
      for (const query of QUERIES) {
        const { service, records } = await queries.ask(query, { userId: account.userId, username: account.username });
        exported[service] = records;
      }
      say(io, JSON.stringify({ username: account.username, exportedAt: new Date().toISOString(), ...exported }, undefined, 2));
    });
  },
};
