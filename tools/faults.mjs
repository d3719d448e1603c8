/** `npm run faults -- --rounds 20 --seed 1`: kills the processes of the cluster that is up, one after the other, under load, and counts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { main, root, setupAndBuild } from './setup.mjs';

await main(async () => {
  const node = await setupAndBuild();
  // The Kafka driver asks for a time-out in the past now and then, which Node tells of each time.
  const faults = spawn(
    node,
    ['--disable-warning=TimeoutNegativeWarning', join(root, 'apps', 'e2e', 'dist', 'faults', 'main.js'), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  // Ctrl+C reaches it from the terminal. What is down then, `npm run cluster -- up` brings back.
  process.on('SIGINT', () => undefined);
  return await new Promise((resolve, reject) => {
    faults.on('error', reject);
    faults.on('close', (code) => resolve(code ?? 1));
  });
});
