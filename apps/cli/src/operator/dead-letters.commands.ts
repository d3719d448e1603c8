import { CommandError } from '../command-line/command-error.js';
import type { Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { field, printable } from '../terminal-text/printable.js';
import { dataFlag, dataFolder, LOOKS } from './data-folder.js';

const MOST = 10_000;

export const deadLettersListCommand: Command = {
  name: 'dead-letters list',
  about: 'what could not be handled: id, when, which service, which topic, why',
  details: `${LOOKS} The fields are separated by tabs.`,
  flags: { ...dataFlag, values: { about: 'shows the records themselves, too: they may hold what people wrote' } },
  run: async (given, io) => {
    const { lookAtCopy } = await import('@maru/runtime');
    await lookAtCopy(dataFolder(given, io), { services: [], databases: ['dead-letters'] }, async ({ deadLetters }) => {
      for (const { id, at, group, topic, reason, value } of await deadLetters.list(MOST)) {
        const fields = [id, new Date(at).toISOString(), group, topic, field(reason)];
        say(io, [...fields, ...(given.has('values') ? [field(value)] : [])].join('\t'));
      }
    });
  },
};

export const deadLettersReplayCommand: Command = {
  name: 'dead-letters replay',
  about: 'has them handled once more, in their order, when what was wrong is mended',
  details: `Maru must be stopped. It runs here, with the settings of this shell, until they are handled; nobody is let in meanwhile.
What cannot be handled stays, and the exit code is 1.`,
  arguments: [{ name: 'id', about: 'one of the list; without it all', optional: true }],
  flags: dataFlag,
  run: async (given, io) => {
    const [{ embedded, withMaru }, { services }] = await Promise.all([import('@maru/runtime'), import('../services.js')]);
    const only = given.argument(0);
    const folder = dataFolder(given, io);
    const left = await withMaru(folder, { services, shape: embedded, environment: io.environment }, async ({ deadLetters }) => {
      const ids = only === undefined ? (await deadLetters.list(MOST)).map(({ id }) => id) : [only];
      let failed = 0;
      for (const id of ids) {
        const outcome = await deadLetters.replay(id);
        if (outcome !== 'handled') failed++;
        say(io, `${printable(id)}\t${outcome}`);
      }
      return failed;
    });
    if (left > 0) throw new CommandError(`${left} could not be handled: npx maru dead-letters list tells why`);
  },
};
