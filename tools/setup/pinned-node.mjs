import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** better-sqlite3 crashes without a word on older ones. */
const oldest = 24;

/**
 * The Node that runs Maru: the one of the lockfile, or the present one where that is new enough (a platform without a pinned one).
 * @param {string} root
 * @param {{ path: string, version: string }} present
 */
export function findNode(root, present = { path: process.execPath, version: process.version }) {
  const pinned = join(root, 'node_modules', '.bin', 'node');
  if (major(versionOf(pinned)) >= oldest) return pinned;
  if (major(present.version) >= oldest) return present.path;
  throw new SetupError(
    `Maru needs Node ${oldest}. It brings its own for Linux with glibc (x64, arm64), which does not run here ` +
      `(${process.platform}, ${process.arch}), and this is Node ${present.version}: please install Node ${oldest} and try again.`,
  );
}

/** @param {string} node */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'v0';
}

/** @param {string} version */
function major(version) {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
}
