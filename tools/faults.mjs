/** `npm run faults -- --rounds 20 --seed 1`: kills the processes of the cluster that is up, one after the other, under load, and counts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { main, root, setupAndBuild } from './setup.mjs';

await main(async () => {
  const node = await setupAndBuild();
  const faults = spawn(node, [join(root, 'apps', 'e2e', 'dist', 'faults', 'main.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl+C reaches it from the terminal: it brings back what it has killed, and ends.
  process.on('SIGINT', () => undefined);
  return await new Promise((resolve, reject) => {
    faults.on('error', reject);
    faults.on('close', (code) => resolve(code ?? 1));
  });
});
