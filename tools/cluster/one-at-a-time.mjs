import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { birthOf } from './processes.mjs';

/**
 * Two that start the same cluster at once do it one after the other: the second finds all of it up.
 * @template T
 * @param {string} state
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(state, work) {
  mkdirSync(state, { recursive: true });
  const lock = join(state, 'lock');
  while (!take(lock)) await sleep(100);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, `${process.pid} ${birthOf(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whoever has it may have been killed. @param {string} lock */
function isHeld(lock) {
  if (!existsSync(lock)) return false;
  const [pid = '', birth = ''] = readFileSync(lock, 'utf8').split(' ');
  return birth === '' || birthOf(Number(pid)) === birth;
}

/** @param {unknown} error */
function isTaken(error) {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
