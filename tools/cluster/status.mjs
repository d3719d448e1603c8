import { isReady } from './up.mjs';

/** @typedef {import('./component.mjs').Component} Component @typedef {import('./processes.mjs').Processes} Processes */

/**
 * One line for each, and whether all are ready.
 * @param {Component[]} components
 * @param {Processes} processes
 */
export async function status(components, processes) {
  const rows = await Promise.all(components.map((one) => rowOf(one, processes)));
  const memory = rows.reduce((sum, row) => sum + row.memory, 0);
  const lines = rows.map(({ name, pid, state, port, memory: own }) =>
    [
      name.padEnd(20),
      state.padEnd(11),
      pid === undefined ? '' : `pid ${pid}`.padEnd(12) + `port ${port}`.padEnd(12) + `${own.toFixed(0)} MiB`,
    ].join(''),
  );
  return { lines: [...lines, `${'all'.padEnd(43)}${memory.toFixed(0)} MiB`], allReady: rows.every(({ state }) => state === 'ready') };
}

/** @param {Component} one @param {Processes} processes */
async function rowOf(one, processes) {
  const pid = processes.pid(one.name);
  const isDown = one.command !== undefined && pid === undefined;
  const state = isDown ? 'down' : (await isReady(one)) ? 'ready' : 'NOT ready';
  return { name: one.name, pid, state, port: one.port ?? '-', memory: pid === undefined ? 0 : processes.memory(pid) };
}
