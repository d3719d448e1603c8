import { SetupError } from '../setup/setup-error.mjs';
import { consul } from './components/consul.mjs';
import { kafka } from './components/kafka.mjs';
import { mysql } from './components/mysql.mjs';
import { nginx } from './components/nginx.mjs';
import { redis } from './components/redis.mjs';
import { services } from './components/services.mjs';
import { shardingsphere } from './components/shardingsphere.mjs';

/** @typedef {import('./component.mjs').Component} Component */

/** All of a cluster. @param {import('./place.mjs').Place} place @returns {Component[]} */
export function componentsOf(place) {
  const components = [...kafka(place), ...redis(place), ...mysql(place), ...shardingsphere(place), ...consul(place)];
  const names = components.map(({ name }) => name);
  return [...components, ...services(place, names), ...nginx(place)];
}

/**
 * Those of the named groups. No names: all.
 * @param {Component[]} all
 * @param {string[]} groups
 */
export function ofGroups(all, groups) {
  const unknown = groups.find((name) => all.every(({ group }) => group !== name));
  if (unknown !== undefined) {
    throw new SetupError(`There is no group ${unknown}. There are: ${[...new Set(all.map(({ group }) => group))].join(', ')}`);
  }
  return groups.length === 0 ? all : all.filter(({ group }) => groups.includes(group));
}

/**
 * Those of the named groups, with all that they need.
 * @param {Component[]} all
 * @param {string[]} groups
 */
export function choose(all, groups) {
  /** @type {Set<Component>} */
  const chosen = new Set();
  /** @param {Component} one */
  const add = (one) => {
    chosen.add(one);
    for (const other of all) if (one.after.includes(other.name)) add(other);
  };
  for (const one of ofGroups(all, groups)) add(one);
  return all.filter((one) => chosen.has(one));
}

/** @param {Component[]} all @param {string | undefined} name */
export function byName(all, name) {
  const found = all.find((one) => one.name === name);
  if (found?.command === undefined) {
    const names = all.filter(({ command }) => command !== undefined).map((one) => one.name);
    throw new SetupError(
      `${name === undefined ? 'Please name a component' : `There is no component ${name}`}. There are: ${names.join(', ')}`,
    );
  }
  return found;
}
