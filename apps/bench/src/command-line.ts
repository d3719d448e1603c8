import { parseArgs } from 'node:util';
import type { Figure, Options, Shape } from './figures/figure.js';

const start: Options = {
  trials: 3,
  seconds: 20,
  warmUp: 3,
  sockets: 15_000,
  rate: 100,
  bytes: 64,
  writers: 20,
  socketsPerAccount: 10,
  workers: 0,
  isDirect: false,
  only: [],
};

export interface CommandLine {
  /** Each with its own options. */
  readonly wanted: readonly { readonly figure: Figure; readonly options: Options }[];
  /** Whether the outcome goes into docs/benchmarks, and not only to the screen. */
  readonly isRecorded: boolean;
  /** One trial, with a profile of Maru. */
  readonly isProfile: boolean;
}

const numbers = {
  trials: 'trials',
  seconds: 'seconds',
  'warm-up': 'warmUp',
  sockets: 'sockets',
  rate: 'rate',
  bytes: 'bytes',
  writers: 'writers',
  'sockets-per-account': 'socketsPerAccount',
  workers: 'workers',
} as const;

function usage(figures: readonly Figure[]): string {
  const lines = figures.map(({ name, title }) => `  ${name.padEnd(4)} ${title}`);
  const flags = Object.keys(numbers).map((flag) => `--${flag} <number>`);
  const others = ['--only <subject>', '--at <address of a cluster that runs here>', '--direct', '--record', '--as <name of the record>'];
  return `npm run bench -- [profile] <figure> [flags]\n       npm run bench -- all [flags]\n\n${lines.join('\n')}\n\n${[...flags, ...others].join('\n')}\n`;
}

export function readCommandLine(args: readonly string[], figures: readonly Figure[]): CommandLine {
  const flags = Object.fromEntries(Object.keys(numbers).map((flag) => [flag, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...flags,
      record: { type: 'boolean' },
      at: { type: 'string' },
      direct: { type: 'boolean' },
      as: { type: 'string' },
      only: { type: 'string', multiple: true },
    },
  });
  const isProfile = positionals[0] === 'profile';
  const name = positionals[isProfile ? 1 : 0];
  const shape: Shape = values.at === undefined ? 'embedded' : 'cluster';
  const measured = figures.filter(({ shapes = ['embedded'] }) => shapes.includes(shape));
  const chosen = name === 'all' && !isProfile ? measured : figures.filter((figure) => figure.name === name);
  if (chosen.length === 0) throw new Error(usage(figures));
  const other = chosen.find((figure) => !measured.includes(figure));
  if (other !== undefined)
    throw new Error(`${other.name} measures ${shape === 'cluster' ? 'one process: leave --at' : 'a cluster: say --at'}`);
  if (values.direct && shape === 'embedded') throw new Error('--direct passes by Nginx, which a cluster has: say --at');
  const given = Object.entries(numbers).flatMap(([flag, option]) => {
    const value: unknown = values[flag as keyof typeof values];
    return value === undefined ? [] : [[option, numberOf(flag, value)]];
  });
  const changed = {
    ...(Object.fromEntries(given) as Partial<Options>),
    only: values.only ?? [],
    isDirect: values.direct ?? false,
    ...(values.at === undefined ? {} : { at: values.at }),
    ...(values.as === undefined ? {} : { as: values.as }),
  };
  const wanted = chosen.map((figure) => ({ figure, options: { ...start, ...figure.defaults, ...changed } }));
  return { wanted, isRecorded: values.record ?? false, isProfile };
}

function numberOf(flag: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${flag} needs a number, not ${String(value)}`);
  return number;
}
