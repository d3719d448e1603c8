import type { Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { dataFlag, dataFolder } from './data-folder.js';

export const migrateCommand: Command = {
  name: 'migrate',
  about: 'brings the databases of a data folder up to date, and says what was done',
  details: `Maru must be stopped. It does the same by itself at each start: this is for doing it before, after a backup.
There is no way back but the backup.`,
  flags: dataFlag,
  run: async (given, io) => {
    const [{ migrate }, { services }] = await Promise.all([import('@maru/runtime'), import('../services.js')]);
    const migrated = await migrate(dataFolder(given, io), services);
    for (const { database, migrations } of migrated) for (const one of migrations) say(io, `${database}: ${one}`);
    if (migrated.every(({ migrations }) => migrations.length === 0)) say(io, `All ${migrated.length} databases were up to date.`);
  },
};
