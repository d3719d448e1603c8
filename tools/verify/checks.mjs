import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiler } from '../setup/build.mjs';
import { npm } from '../setup/install.mjs';
import { run } from '../setup/run.mjs';
import { lockfileDefects } from './lockfile.mjs';
import { readSources, sourceDefects } from './sources.mjs';

/**
 * @typedef {{ code: number, output: string }} Outcome
 * @typedef {{ name: string, run: () => Promise<Outcome> }} Check
 */

/**
 * All that must hold before a commit, in the order in which it is cheapest to hear of it.
 * @param {string} root
 * @param {string} node
 * @returns {Check[]}
 */
export function checks(root, node) {
  /** @param {string[]} args */
  const program = (...args) => run(node, args, { cwd: root });
  /** @param {string} name @param {string[]} args */
  const bin = (name, ...args) => program(join(root, 'node_modules', '.bin', name), ...args);
  /** @param {string} file @param {string[]} args */
  const tool = (file, ...args) => program(join(root, 'tools', file), ...args);

  return [
    { name: 'format', run: () => bin('oxfmt', '--list-different', '.') },
    { name: 'lint', run: () => bin('oxlint', '--type-aware', '--deny-warnings') },
    {
      name: 'types',
      run: () =>
        inTurn([
          () => program(compiler(root), '-b'),
          () => program(compiler(root), '-p', 'tools'),
          () => bin('vue-tsc', '--noEmit', '-p', 'apps/web'),
          () => bin('vue-tsc', '--noEmit', '-p', 'apps/web/worker'),
        ]),
    },
    { name: 'unused', run: () => bin('knip') },
    { name: 'boundaries', run: () => tool('boundaries.mjs') },
    { name: 'lockfile', run: () => lockfile(root) },
    { name: 'documents', run: () => tool('generate.mjs', '--check') },
    { name: 'sources', run: () => sources(root) },
    { name: 'tests', run: () => tool('test.mjs') },
  ];
}

/**
 * @param {(() => Promise<Outcome>)[]} steps
 * @returns {Promise<Outcome>} of the first that fails, or else of the last
 */
async function inTurn(steps) {
  let outcome = { code: 0, output: '' };
  for (const step of steps) {
    outcome = await step();
    if (outcome.code !== 0) break;
  }
  return outcome;
}

/**
 * A registry may offer a package before the binaries of all its platforms: `npm install` is content then, `npm ci` fails on a new machine.
 * @param {string} root
 */
async function lockfile(root) {
  const defects = lockfileDefects(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  if (defects.length > 0) return { code: 1, output: defects.join('\n') };
  const { command, prefix } = npm();
  return await run(command, [...prefix, 'ci', '--dry-run', '--ignore-scripts', '--loglevel=error'], { cwd: root });
}

/** @param {string} root */
async function sources(root) {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z'], { cwd: root });
  if (listed.code !== 0) return listed;
  const defects = sourceDefects(readSources(root, listed.output.split('\0')));
  return { code: defects.length === 0 ? 0 : 1, output: defects.join('\n') };
}
