/**
 * Vitest's global setup for what is tested on real components: starts those that are not up, once for all files, and ends them again.
 * `CLUSTER_ONLY=kafka` starts only these groups, for whoever works on one adapter.
 */
import { root } from '../setup.mjs';
import { settingsOf } from './addresses.mjs';
import { choose, componentsOf } from './components.mjs';
import { down } from './down.mjs';
import { install } from './install/install.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { keep, placeOf } from './place.mjs';
import { Processes } from './processes.mjs';
import { up } from './up.mjs';

/** @typedef {import('./component.mjs').Component} Component */

/** @param {string} line */
const say = (line) => console.log(line);
const place = placeOf(root);
const processes = new Processes(place.state);
/** @type {Component[]} */
let ours = [];

export async function setup() {
  const only = (process.env['CLUSTER_ONLY'] ?? 'kafka,redis,mysql,proxy,consul').split(',').filter(Boolean);
  const chosen = choose(componentsOf(place), only);
  await oneAtATime(place.state, async () => {
    ours = chosen.filter(({ name, command }) => command !== undefined && processes.pid(name) === undefined);
    keep(place);
    await install(
      place,
      chosen.flatMap(({ needs }) => needs),
    );
    await up(chosen, processes, say);
  });
  Object.assign(process.env, settingsOf(place));
}

export async function teardown() {
  await down(ours, processes, say);
}
