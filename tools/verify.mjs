/**
 * `npm run verify`: the one check before a commit. A line for each check, with its time; what a failing one said below it.
 * `-- --no-tests` leaves the tests out. Ends with one line, `N passed, N failed`: the checks.
 */
import { main, root, setup } from './setup.mjs';
import { checks } from './verify/checks.mjs';

await main(async () => {
  const node = await setup();
  const withTests = !process.argv.includes('--no-tests');
  let passed = 0;
  let failed = 0;
  for (const { name, run } of checks(root, node).filter((check) => withTests || check.name !== 'tests')) {
    if (process.stdout.isTTY) process.stdout.write(`  ${name} …`);
    const started = Date.now();
    const { code, output } = await run();
    const time = `${((Date.now() - started) / 1000).toFixed(1)} s`;
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
    console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(12)}${time}`);
    if (code === 0) passed += 1;
    else {
      failed += 1;
      console.log(output.trimEnd().replaceAll(/^/gm, '    '));
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
