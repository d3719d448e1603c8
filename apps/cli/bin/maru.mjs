#!/usr/bin/env node
/** `npx maru …`, under whichever Node: builds what changed, and runs the command under the pinned Node of the workspace. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/main.js', import.meta.url);
const tools = new URL('../../../tools/setup.mjs', import.meta.url);

/** Where Maru was installed without its sources, what is there is what there is to run. */
if (existsSync(tools)) {
  const { main, setupAndBuild } = await import(tools.href);
  await main(async () => run(await setupAndBuild()));
} else process.exitCode = await run(process.execPath);

/** @param {string} node @returns {Promise<number>} */
async function run(node) {
  if (realpathSync(node) === realpathSync(process.execPath)) {
    await import(program.href);
    return Number(process.exitCode ?? 0);
  }
  // Ctrl+C reaches both of us: it is the command's to answer, and ours to wait for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  const { status, signal, error } = spawnSync(node, [fileURLToPath(program), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (error) throw error;
  return status ?? 128 + constants.signals[signal ?? 'SIGTERM'];
}
