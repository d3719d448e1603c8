import { parseArgs } from 'node:util';
import { SetupError } from '../setup/setup-error.mjs';

export const usage = `npm run cluster -- <what>

  up                 installs what is missing, starts what is not up, and says where it is
     --port 8080        Nginx's: the address of the whole
     --tls              HTTPS and WSS there, by a certificate that is made here; --no-tls ends it
     --only a,b         only these groups, and what they need
     --base-port 23000  the first of the 1,000 ports that the components use
     --shards 2         how many servers the messages are cut into, each with a replica; docs/operations.md tells how they become more
  install            only installs what is missing
  status             what is up, and how much memory it takes; exit code 1 where something is not ready
  logs [name]        what a component has printed last, or all of them
  kill <name>        ends one at once, as a crash would; \`up\` brings it back
     --signal STOP      another signal: TERM, STOP, CONT
  start <name>       brings one back that was killed, as it is built
  settings           the settings with which a process of Maru finds this cluster, as KEY=value
  backup <folder>    copies all databases into an empty folder; the services must be stopped
  restore <folder>   the way back, into empty databases
  down               ends all of it, and keeps its data
     --only a,b         only these groups
     --wipe             removes the data, too
`;

const actions = /** @type {const} */ ([
  'up',
  'install',
  'status',
  'logs',
  'kill',
  'start',
  'settings',
  'backup',
  'restore',
  'down',
  'help',
]);
/** Divisors of the partitions: all channels of a partition lie on one shard. */
const shardCounts = [1, 2, 3, 4, 6, 12];
const signals = /** @type {const} */ (['SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT']);

/** @param {string[]} args */
export function readCommandLine(args) {
  const { values, positionals } = parsed(args);
  const [first = 'help', name, ...more] = positionals;
  const action = values.help ? 'help' : actions.find((known) => known === first);
  if (action === undefined || more.length > 0) throw new SetupError(`${[first, name, ...more].join(' ')}: what is that?\n\n${usage}`);
  const signal = signals.find((known) => known === `SIG${(values.signal ?? 'KILL').replace(/^SIG/, '')}`);
  if (signal === undefined) throw new SetupError(`--signal ${values.signal}: one of KILL, TERM, STOP, CONT`);
  return {
    action,
    name,
    signal,
    only: values.only?.split(',').filter(Boolean) ?? [],
    port: portOf('--port', values.port),
    basePort: portOf('--base-port', values['base-port']),
    tls: values.tls,
    shards: shardsOf(values.shards),
    wipe: values.wipe ?? false,
  };
}

/** @param {string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      allowNegative: true,
      options: {
        only: { type: 'string' },
        port: { type: 'string' },
        'base-port': { type: 'string' },
        shards: { type: 'string' },
        signal: { type: 'string' },
        tls: { type: 'boolean' },
        wipe: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** @param {string} flag @param {string | undefined} text @returns {number | undefined} */
function portOf(flag, text) {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new SetupError(`${flag} ${text}: not a port`);
  return port;
}

/** @param {string | undefined} text @returns {number | undefined} */
function shardsOf(text) {
  if (text === undefined) return undefined;
  if (!shardCounts.includes(Number(text))) throw new SetupError(`--shards ${text}: one of ${shardCounts.join(', ')}`);
  return Number(text);
}
