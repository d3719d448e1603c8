import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { progress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * npm leaves a lockfile of what it really installed inside node_modules, and writes it last. So comparing it with ours tells
 * of a missing, an interrupted and an outdated installation, whoever made it.
 * @param {string} root
 */
export function isInstalled(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return holds(read(installed), read(join(root, 'package-lock.json')));
}

/**
 * Whether an installation holds all that a lockfile asks for. Optional packages may be missing: most are for other platforms.
 * @param {Lockfile} installed
 * @param {Lockfile} locked
 */
export function holds(installed, locked) {
  return Object.entries(locked.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    if (found === undefined) return Boolean(wanted.optional || wanted.devOptional);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * Installs exactly the lockfile. Development packages too: the compiler is one.
 * @param {string} root
 */
export async function install(root) {
  const line = progress('Installing packages from the lockfile (npm ci)');
  const { command, prefix } = npm();
  const { code, output } = await run(command, [...prefix, 'ci', '--include=dev', '--include=optional', '--loglevel=error'], { cwd: root });
  line.end(code === 0 ? 'done' : 'failed');
  if (code !== 0) throw new SetupError(`${output.trim()}\nThe installation failed (npm ci ended with ${code}). Is there a network?`);
}

/** The npm that started us, or else the one on the PATH. */
export function npm() {
  const self = process.env['npm_execpath'];
  if (self !== undefined && /npm-cli\.c?js$/.test(self)) return { command: process.execPath, prefix: [self] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', prefix: [] };
}

/**
 * @param {string} file
 * @returns {Lockfile}
 */
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
