import { SetupError } from '../setup/setup-error.mjs';
import { adapters, faults, inTheCluster } from './cluster-parts.mjs';
import { pages, TWICE, vitest } from './vitest.mjs';
import { programs } from './versions.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => string} on the real components that it ran on, asked afterwards: it may have installed them
 * @property {(node: string, reports: string) => Promise<import('./summary.mjs').Result>} run
 */

/** In this order: what is quickest to fail comes first. @type {Part[]} */
const parts = [
  { name: 'packages', on: () => 'SQLite, one process', run: vitest('packages', ['--exclude', 'apps/e2e/**', '--maxWorkers=2']) },
  {
    name: 'scenarios',
    on: () => 'Maru as one process',
    // Each file starts a Maru of its own.
    run: vitest('scenarios', ['--dir', 'apps/e2e', '--maxWorkers=2', TWICE]),
  },
  { name: 'pages', on: () => `Maru as one process, ${programs(['chromium'])}`, run: pages },
  { name: 'adapters', on: () => programs(['kafka', 'mariadb', 'shardingsphere', 'redis', 'consul']), run: adapters },
  { name: 'cluster', on: () => `Maru as a cluster: the same, ${programs(['nginx'])}`, run: inTheCluster },
  { name: 'faults', on: () => 'Maru as a cluster: the same', run: faults },
];

/** @param {string[]} names none: all */
export function choose(names) {
  const unknown = names.find((name) => parts.every((part) => part.name !== name));
  if (unknown !== undefined) throw new SetupError(`${unknown}: there are ${parts.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
}
