import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** @typedef {import('./needs.mjs').Need} Need @typedef {import('../place.mjs').Place} Place */

/** Debian keeps servers where a user's PATH does not look. */
const moreFolders = ['/usr/sbin', '/usr/local/go/bin'];

/** @param {string} program @param {NodeJS.ProcessEnv} [env] @returns {string | undefined} */
export function findProgram(program, env = process.env) {
  return [...(env['PATH'] ?? '').split(delimiter), ...moreFolders].map((folder) => join(folder, program)).find((file) => existsSync(file));
}

/** @param {Place} place @param {Need} need */
export function isInstalled(place, need) {
  if (need.program !== undefined) return findProgram(need.program) !== undefined;
  const stamp = stampFile(place, need);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === listOf(place, need);
}

/** Written last: what was interrupted is not installed. @param {Place} place @param {Need} need */
export function stampInstalled(place, need) {
  mkdirSync(dirname(stampFile(place, need)), { recursive: true });
  writeFileSync(stampFile(place, need), listOf(place, need));
}

/** @param {Place} place */
export const kafkaJars = ({ cache }) => join(cache, 'kafka', 'libs');
/** @param {Place} place */
export const shardingsphereJars = ({ cache }) => join(cache, 'shardingsphere', 'libs');
/** @param {Place} place @param {string} program */
export const built = ({ cache }, program) => join(cache, 'consul', 'bin', program);

/** @param {Place} place @param {Need} need */
function stampFile({ cache }, { name }) {
  return join(cache, 'installed', name);
}

/** The file that names what is wanted: another version is another text. @param {Place} place @param {Need} need */
function listOf({ root }, { registry, source = '' }) {
  return readFileSync(join(root, source, registry === 'go' ? 'go.mod' : 'pom.xml'), 'utf8');
}
