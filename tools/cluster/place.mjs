import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where a cluster lives on this machine.
 * @typedef {object} Place
 * @property {string} root the checkout
 * @property {string} cache what is installed, for every checkout of this user
 * @property {string} state data, logs and process ids of this cluster
 * @property {number} basePort the first of its 1,000 ports
 * @property {number} port Nginx's: the cluster's address
 * @property {boolean} tls whether Nginx speaks HTTPS there
 * @property {number} shards of the messages, each a primary and its replica
 * @property {string} user of the databases
 * @property {string} password of the databases
 */

const startPort = 23_000;
const startFrontPort = 8080;
const startShards = 2;

/**
 * What an `up` has decided holds until `down`, so that `status` and the others need no options.
 * @param {string} root
 * @param {{ basePort?: number, port?: number, tls?: boolean, shards?: number }} [wanted]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Place}
 */
export function placeOf(root, wanted = {}, env = process.env) {
  const state = resolve(root, env['CLUSTER_STATE'] ?? join('.cache', 'cluster'));
  const kept = readKept(state);
  return {
    root,
    cache: join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'maru'),
    state,
    basePort: wanted.basePort ?? kept.basePort ?? numberOr(env['CLUSTER_BASE_PORT'], startPort),
    port: wanted.port ?? kept.port ?? startFrontPort,
    tls: wanted.tls ?? kept.tls ?? false,
    shards: wanted.shards ?? kept.shards ?? startShards,
    user: 'maru',
    password: 'maru',
  };
}

/** @param {Place} place */
export function keep({ state, basePort, port, tls, shards }) {
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'cluster.json'), `${JSON.stringify({ basePort, port, tls, shards })}\n`);
}

/** @param {string} state @returns {{ basePort?: number, port?: number, tls?: boolean, shards?: number }} */
function readKept(state) {
  const file = join(state, 'cluster.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** @param {string | undefined} text @param {number} otherwise */
function numberOr(text, otherwise) {
  return text ? Number(text) : otherwise;
}
