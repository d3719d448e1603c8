import { UsageError } from '../command-line/command-error.js';
import type { Command, Given } from '../command-line/command.js';
import { type Io, say } from '../command-line/io.js';
import { dataFlag, dataFolder } from './data-folder.js';

export const migrateCommand: Command = {
  name: 'migrate',
  about: 'brings the databases of a data folder up to date, or copies them into a cluster',
  details: `Maru must be stopped. Without --from it does what each start does by itself: this is for doing it before, after a backup. There is no way
back but the backup.

With --from and --to cluster it copies a whole house into the empty databases of a cluster, whose services must be stopped; npm run cluster --
settings prints where they are, and here they are read from the environment. It may be ended at any moment, and goes on when it is called
again. At the end all is compared, by counts and checksums. Ids, sequences and read pointers stay what they are. The data folder is not
changed. Sessions are not copied: everybody logs in again.`,
  flags: {
    ...dataFlag,
    from: { about: 'data folder that is copied', value: 'folder' },
    to: { about: 'where it is copied to: cluster', value: 'shape' },
  },
  run: async (given, io) => {
    const from = given.value('from');
    if (from !== undefined || given.value('to') !== undefined) return await move(given, io, from);
    const [{ migrate }, { services }] = await Promise.all([import('@maru/runtime'), import('../services.js')]);
    const migrated = await migrate(dataFolder(given, io), services);
    for (const { database, migrations } of migrated) for (const one of migrations) say(io, `${database}: ${one}`);
    if (migrated.every(({ migrations }) => migrations.length === 0)) say(io, `All ${migrated.length} databases were up to date.`);
  },
};

async function move(given: Given, io: Io, from: string | undefined): Promise<void> {
  if (from === undefined) throw new UsageError('--from is missing: the data folder that is copied');
  if (given.value('to') !== 'cluster') throw new UsageError('--to cluster: a house can be copied into nothing else');
  const [{ moveHouse }, { services }] = await Promise.all([import('@maru/runtime'), import('../services.js')]);
  const { environment } = io;
  const tell = (line: string) => say(io, line);
  const { rows, channels, deadLetters } = await moveHouse({ dataFolder: from, services, environment, now: Date.now, tell });
  say(io, `Verified: ${rows} rows in all, and ${channels} channels with messages, are the same there, message by message.`);
  if (deadLetters > 0)
    say(io, `${deadLetters} dead letters stay in ${from}: npx maru dead-letters replay --data ${from} has them handled before a copy.`);
  say(io, 'Sessions were not copied: everybody logs in again. Start the services of the cluster now, and this data folder no more.');
}
