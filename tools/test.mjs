/**
 * `npm test`: sets up and builds what is needed, then runs all tests, part by part (`npm test -- scenarios faults`: only these), and says
 * what ran on what. Ends with one line, `N passed, N failed`. A skipped test, or none at all, is a failure.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { main, root, setupAndBuild } from './setup.mjs';
import { choose } from './test/parts.mjs';
import { summary } from './test/summary.mjs';
import { table } from './test/table.mjs';

/** Ctrl+C ends what runs; what it has started is ended by us. */
let interrupted = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => (interrupted = true));

await main(async () => {
  const parts = choose(process.argv.slice(2));
  const node = await setupAndBuild();
  const reports = join(root, '.cache', 'tests');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const results = [];
  for (const part of parts) {
    console.log(`\n── ${part.name}`);
    const began = Date.now();
    const result = await part.run(node, reports);
    results.push({ ...result, name: part.name, on: result.on ?? part.on(), minutes: (Date.now() - began) / 60_000 });
    if (interrupted) break;
  }
  const { lines, ok } = summary(results);
  console.log(`\n${[...table(results), '', ...lines].join('\n')}`);
  return ok && !interrupted ? 0 : 1;
});
