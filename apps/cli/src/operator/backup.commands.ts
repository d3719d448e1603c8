import type { Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { dataFlag, dataFolder } from './data-folder.js';

export const backupCommand: Command = {
  name: 'backup',
  about: 'copies all data of a Maru, which may be running, as they are at one moment',
  details: `Nobody is held up for longer than some milliseconds. The target must not exist; ending with .tar, .tar.gz or .tgz it is one file,
otherwise a folder. Nobody else can read it. What is in it is checked before it is there.`,
  arguments: [{ name: 'target', about: 'file or folder to make' }],
  flags: dataFlag,
  run: async (given, io) => {
    const { backUp } = await import('@maru/runtime');
    const target = given.needed(0);
    const { at, databases } = await backUp(dataFolder(given, io), target);
    const bytes = databases.reduce((sum, one) => sum + one.bytes, 0);
    say(
      io,
      `${target} has ${databases.length} databases (${bytes.toLocaleString('en')} bytes) as they were at ${new Date(at).toISOString()}.`,
    );
  },
};

export const restoreCommand: Command = {
  name: 'restore',
  about: 'puts a backup into a data folder, while Maru is stopped',
  details: `Maru must be stopped. Everybody has to log in again, because the backup may know sessions that were ended since. What was told others of before the
backup and was not handled yet is handled when Maru starts.`,
  arguments: [{ name: 'backup', about: 'file or folder that maru backup made' }],
  flags: {
    ...dataFlag,
    replace: { about: 'moves aside what is in the data folder' },
    'keep-sessions': { about: 'brings the sessions back, too, also those that were ended since' },
  },
  run: async (given, io) => {
    const { restore } = await import('@maru/runtime');
    const folder = dataFolder(given, io);
    const restored = await restore(given.needed(0), folder, { replace: given.has('replace'), keepSessions: given.has('keep-sessions') });
    say(io, `${folder} is as it was at ${new Date(restored.at).toISOString()}: ${restored.databases.join(', ')}.`);
    if (restored.asideIn !== undefined) say(io, `What was there before is in ${restored.asideIn}.`);
    say(io, 'Start Maru as before.');
  },
};
