import { UsageError } from '../command-line/command-error.js';
import type { Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';

export const reshardCommand: Command = {
  name: 'reshard',
  about: 'moves the channels of a cluster to where they lie among more shards',
  details: `The message services and the proxies must be stopped. MARU_MESSAGE_SHARDS names all shards, those that were there first; the new ones are empty.
It may be ended at any moment, and goes on when it is called again. What has moved is compared, by counts and checksums, before it is
removed from where it was. Then start the proxies with their new configuration. docs/operations.md has the whole way.`,
  flags: { from: { about: 'how many shards there were', value: 'count' } },
  run: async (given, io) => {
    const from = Number(given.value('from'));
    if (!Number.isInteger(from) || from < 1) throw new UsageError('--from is missing: how many shards there were');
    const { reshard } = await import('@maru/runtime');
    const removed = await reshard({ from, environment: io.environment, tell: (line) => say(io, line) });
    say(io, `All channels are where they belong; ${removed} rows were removed from where they were.`);
  },
};
