/**
 * `npm test`: sets up and builds what is needed, then runs all tests: those of the packages first, then the scenarios, which start
 * real processes and so run one after the other. Ends with one line, `N passed, N failed`. A skipped test, or none at all, is a failure.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { main, root, setupAndBuild } from './setup.mjs';
import { run } from './setup/run.mjs';
import { judge, summary } from './test/summary.mjs';

await main(async () => {
  const node = await setupAndBuild();
  const reports = join(root, '.cache', 'tests');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const results = [
    judge(await vitest(node, join(reports, 'packages.json'), ['--exclude', 'apps/e2e/**'])),
    judge(await vitest(node, join(reports, 'scenarios.json'), ['--dir', 'apps/e2e', '--no-file-parallelism'])),
  ];
  const { lines, ok } = summary(results);
  console.log(`\n${lines.join('\n')}`);
  return ok ? 0 : 1;
});

/**
 * @param {string} node
 * @param {string} report
 * @param {string[]} selection
 */
async function vitest(node, report, selection) {
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
    { cwd: root, env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` }, echo: true },
  );
  return {
    code,
    name: relative(root, report),
    report: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined,
  };
}
