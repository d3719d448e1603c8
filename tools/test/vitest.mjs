import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../setup.mjs';
import { run } from '../setup/run.mjs';
import { judge } from './summary.mjs';

/**
 * A part that is a run of vitest.
 * @param {string} name
 * @param {string[]} selection
 * @param {NodeJS.ProcessEnv} [more]
 */
export function vitest(name, selection, more = {}) {
  /** @param {string} node @param {string} reports */
  return async (node, reports) => {
    const report = join(reports, `${name}.json`);
    const bin = join(root, 'node_modules', '.bin');
    const { code } = await run(
      node,
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        ...selection,
        '--allowOnly=false',
        '--passWithNoTests',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      // Tests that start programs get the pinned Node for them, too.
      { cwd: root, env: { ...process.env, ...more, PATH: `${bin}${delimiter}${process.env['PATH']}` }, echo: true },
    );
    return judge({ code, name, report: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined });
  };
}

/** Where the whole of Maru runs in real time on a busy machine, a test may be tried twice. Those that needed it are named at the end. */
export const TWICE = '--retry=1';

/** A real browser: it is installed where there is none. */
export const pages = vitest('pages', ['--config', join('apps', 'web', 'vitest.browser.config.ts'), TWICE]);
