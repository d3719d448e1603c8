/**
 * What every command needs before it can do its work, on a bare clone with only Node and npm:
 * the packages of the lockfile, the pinned Node, and a build of the present sources.
 * Each step looks first and costs nothing when there is nothing to do. No dependencies here: nothing is installed yet.
 */
import { fileURLToPath } from 'node:url';
import { build } from './setup/build.mjs';
import { isInstalled, install } from './setup/install.mjs';
import { findNode } from './setup/pinned-node.mjs';
import { SetupError } from './setup/setup-error.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs if needed, and answers with the path of the Node to run everything with. */
export async function setup() {
  if (!isInstalled(root)) await install(root);
  return findNode(root);
}

/** `setup`, and a build if a source changed since the last one. */
export async function setupAndBuild() {
  const node = await setup();
  await build(root, node);
  return node;
}

/**
 * Runs a command of this folder: a `SetupError` is one clear line and exit code 1, anything else is a defect and shows its stack.
 * @param {() => Promise<number>} command answers with the exit code
 */
export async function main(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof SetupError ? error.message : error);
  }
}
