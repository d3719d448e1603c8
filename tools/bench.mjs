/** `npm run bench -- <figure>`: builds what changed, and measures. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { main, root, setupAndBuild } from './setup.mjs';

await main(async () => {
  const node = await setupAndBuild();
  const bench = spawn(node, [join(root, 'apps', 'bench', 'dist', 'main.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl+C reaches it from the terminal; its programs end with it.
  process.on('SIGINT', () => undefined);
  return await new Promise((resolve, reject) => {
    bench.on('error', reject);
    bench.on('close', (code) => resolve(code ?? 1));
  });
});
