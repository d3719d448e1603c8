import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../setup/setup-error.mjs';
import { isFree } from './ask.mjs';

/** @typedef {import('./component.mjs').Component} Component @typedef {import('./processes.mjs').Processes} Processes */

const patience = 180_000;
const lookAgain = 50;

/**
 * Starts what is not up, each as soon as what it needs is ready, and says of each how it came up. Safe to repeat.
 * @param {Component[]} components
 * @param {Processes} processes
 * @param {(line: string) => void} say
 */
export async function up(components, processes, say) {
  /** @type {Map<string, Promise<void>>} */
  const started = new Map();
  /** @param {Component} one @returns {Promise<void>} */
  const begin = async (one) => {
    await Promise.all(components.filter(({ name }) => one.after.includes(name)).map(start));
    await bringUp(one, processes, say);
  };
  /** @param {Component} one @returns {Promise<void>} */
  const start = (one) => {
    const known = started.get(one.name) ?? begin(one);
    started.set(one.name, known);
    return known;
  };
  const outcomes = await Promise.allSettled(components.map(start));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const defect = reasons.find((reason) => !(reason instanceof SetupError));
  if (defect !== undefined) throw defect;
  if (reasons.length > 0) throw new SetupError([...new Set(reasons.map((reason) => reason.message))].join('\n'));
}

/** @param {Component} one @param {Processes} processes @param {(line: string) => void} say */
async function bringUp(one, processes, say) {
  const { name, make } = one;
  const began = Date.now();
  const wasUp = processes.pid(name) !== undefined;
  if (!wasUp) await launch(one, processes);
  await make?.();
  await untilReady(one, processes);
  const pid = processes.pid(name);
  const where = pid === undefined ? '' : `pid ${String(pid).padEnd(8)}${one.port === undefined ? '' : ` port ${one.port}`}`;
  say(`${name.padEnd(20)}${wasUp ? 'was up' : `ready in ${((Date.now() - began) / 1000).toFixed(1)} s`}`.padEnd(38) + where);
}

/** @param {Component} one @param {Processes} processes */
async function launch({ name, port, prepare, command }, processes) {
  if (command === undefined) return;
  if (port !== undefined) await untilFree(name, port);
  const folder = processes.folder(name);
  mkdirSync(folder, { recursive: true });
  await prepare?.(folder);
  await processes.start(name, command(folder));
}

/** One that has just ended may hold its port for another moment. @param {string} name @param {number} port */
async function untilFree(name, port) {
  for (let looks = 0; looks < 100; looks++) {
    if (await isFree(port)) return;
    await sleep(lookAgain);
  }
  throw new SetupError(
    `${name} cannot start: something else uses port ${port}. Choose other ports with --base-port (or --port for the front).`,
  );
}

/** @param {Component} one @param {Processes} processes */
async function untilReady(one, processes) {
  const end = Date.now() + patience;
  while (!(await isReady(one))) {
    const hasEnded = one.command !== undefined && processes.pid(one.name) === undefined;
    if (hasEnded || Date.now() > end) {
      const what = hasEnded ? 'has ended' : `is not ready after ${patience / 1000} s`;
      const words = one.command === undefined ? '' : ` Its last words (${processes.log(one.name)}):\n${processes.tail(one.name, 15)}`;
      throw new SetupError(`${one.name} ${what}.${words}`);
    }
    await sleep(lookAgain);
  }
}

/** @param {Component} one */
export async function isReady(one) {
  try {
    return await one.ready();
  } catch {
    return false;
  }
}
