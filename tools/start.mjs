/** `npm start`: sets up what is missing, builds what changed, and runs Maru under the pinned Node until it ends. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from './setup/install.mjs';
import { main, root, setupAndBuild } from './setup.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') && !isInstalled(root)) {
    // Maru prints this same file. Nobody should have to install something to read what it is.
    process.stdout.write(readFileSync(join(root, 'apps', 'maru', 'help.txt'), 'utf8'));
    return 0;
  }
  return await runMaru(await setupAndBuild(), args);
});

/**
 * Ctrl+C reaches Maru from the terminal, and from npm through us. It takes what comes within a second as one wish to stop, a later one
 * as a wish to stop at once.
 * @param {string} node
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
function runMaru(node, args) {
  return new Promise((resolve, reject) => {
    const maru = spawn(node, [join(root, 'apps', 'maru', 'dist', 'main.js'), ...args], { stdio: 'inherit' });
    process.on('SIGINT', () => maru.kill('SIGINT'));
    process.on('SIGTERM', () => maru.kill('SIGTERM'));
    process.on('SIGHUP', () => maru.kill('SIGTERM'));
    const watch = whenNpmIsKilled(() => maru.kill('SIGTERM'));
    maru.on('error', reject);
    maru.on('close', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}

/**
 * A killed npm cannot tell us. Without it nobody could stop Maru any more, and the next start would find the port busy.
 * @param {() => void} then
 */
function whenNpmIsKilled(then) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env['npm_lifecycle_event'] !== 'start' || process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, 250);
  return watch;
}
