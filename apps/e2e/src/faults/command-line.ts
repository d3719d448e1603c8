import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { faults, ways } from './faults.js';

const usage = `npm run faults -- [--rounds ${faults.length}] [--seed <number>] [--only message,kafka] [--url http://localhost:8080]

Under a steady load, one of these happens to the cluster that is up (of this checkout, or of CLUSTER_STATE) in each round, in turn:
${faults.map(({ name, victims, how }) => `  ${name.padEnd(16)}${ways[how]} ${victims.join(' or ')}`).join('\n')}
`;

export interface CommandLine {
  readonly rounds: number;
  readonly seed: number;
  readonly only: readonly string[];
  /** Of another front than the cluster's own. */
  readonly url: string | undefined;
}

export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      url: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) throw new Error(usage);
  const only = values.only?.split(',').filter(Boolean) ?? [];
  const rounds = numberOf('--rounds', values.rounds, only.length || faults.length);
  return { rounds, seed: numberOf('--seed', values.seed, randomInt(2 ** 31)), only, url: values.url };
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${flag} ${text}: not a number\n\n${usage}`);
  return value;
}
