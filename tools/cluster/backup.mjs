import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { SetupError } from '../setup/setup-error.mjs';
import { portsOf } from './addresses.mjs';
import { sql } from './components/sql.mjs';
import { findProgram } from './install/installed.mjs';

/** @typedef {import('./place.mjs').Place} Place */

const ofCore = ['maru_auth', 'maru_connection', 'maru_channel', 'maru_push'];
const ofShard = ['maru_message'];
const manifest = 'backup.json';

/** Whose data it is, by name. @param {Place} place */
function primariesOf(place) {
  const { core, shards } = portsOf(place);
  return [
    { name: 'core', port: core[0] ?? 0, databases: ofCore },
    ...shards.map(([port = 0], index) => ({ name: `shard${index}`, port, databases: ofShard })),
  ];
}

/**
 * All databases of a cluster whose services are stopped, so that all are of one moment: a file for each primary. What is in the folder is whole
 * as soon as the list of what is in it is there.
 * @param {Place} place @param {string} folder @param {(line: string) => void} say
 */
export async function backUp(place, folder, say) {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new SetupError(`${folder} is not empty.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const primaries = primariesOf(place);
  for (const primary of primaries) await mustBeQuiet(place, primary);
  const at = new Date().toISOString();
  /** @type {Record<string, Record<string, number>>} */
  const rows = {};
  for (const { name, port, databases } of primaries) {
    const options = ['--single-transaction', '--quick', '--default-character-set=utf8mb4', '--hex-blob', '--databases', ...databases];
    const dump = client(place, 'mariadb-dump', port, options);
    await Promise.all([
      pipeline(dump.child.stdout, createGzip(), createWriteStream(join(folder, `${name}.sql.gz`), { mode: 0o600 })),
      dump.ended,
    ]);
    rows[name] = await countRows(place, port, databases);
    say(`${name.padEnd(20)}${sum(rows[name])} rows`);
  }
  const half = join(folder, `${manifest}.half`);
  writeFileSync(half, `${JSON.stringify({ at, rows }, undefined, 2)}\n`);
  renameSync(half, join(folder, manifest));
  say(`${folder} has all databases as they were at ${at}.`);
}

/**
 * Into empty databases, of as many shards. At the end it counts.
 * @param {Place} place @param {string} folder @param {(line: string) => void} say
 */
export async function restore(place, folder, say) {
  const list = join(folder, manifest);
  if (!existsSync(list)) throw new SetupError(`${folder} is no whole backup: it has no ${manifest}.`);
  /** @type {{ at: string, rows: Record<string, Record<string, number>> }} */
  const { at, rows } = JSON.parse(readFileSync(list, 'utf8'));
  const primaries = primariesOf(place);
  if (primaries.map(({ name }) => name).join() !== Object.keys(rows).join())
    throw new SetupError(`The backup is of ${Object.keys(rows).join(', ')}, and here are ${primaries.map(({ name }) => name).join(', ')}.`);
  for (const { name, port, databases } of primaries) {
    const there = sum(await countRows(place, port, databases));
    if (there > 0) throw new SetupError(`${name} is not empty (${there} rows): restore into a new cluster, or down --wipe first.`);
  }
  for (const { name, port, databases } of primaries) {
    const load = client(place, 'mariadb', port, ['--default-character-set=utf8mb4']);
    await Promise.all([pipeline(createReadStream(join(folder, `${name}.sql.gz`)), createGunzip(), load.child.stdin), load.ended]);
    const counted = await countRows(place, port, databases);
    const wrong = Object.entries(rows[name] ?? {}).find(([table, count]) => counted[table] !== count);
    if (wrong) throw new SetupError(`${name}: ${wrong[0]} had ${wrong[1]} rows, and has ${counted[wrong[0]] ?? 0} now.`);
    say(`${name.padEnd(20)}${sum(counted)} rows, as many as there were`);
  }
  say(`All databases are as they were at ${at}.`);
}

/** @param {Place} place @param {{ name: string, port: number, databases: string[] }} primary */
async function mustBeQuiet(place, { name, port, databases }) {
  // A proxy holds connections to the shards, and writes nothing by itself.
  if (name === 'core') {
    const users = await sql(place, port, "SELECT DISTINCT db FROM information_schema.processlist WHERE db LIKE 'maru\\_%'");
    if (users.trim() !== '')
      throw new SetupError(`Processes of Maru run (${users.trim().split('\n').join(', ')}): down --only services first.`);
  }
  for (const database of databases) {
    const waiting = Number(await sql(place, port, `SELECT COUNT(*) FROM ${database}.outbox`));
    if (waiting > 0)
      throw new SetupError(`${waiting} units of ${database} on ${name} wait to be told: start the services, and stop them again.`);
  }
}

/** @param {Place} place @param {number} port @param {string[]} databases */
async function countRows(place, port, databases) {
  const list = databases.map((name) => `'${name}'`).join(', ');
  const names = await sql(
    place,
    port,
    `SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_schema IN (${list})`,
  );
  /** @type {Record<string, number>} */
  const rows = {};
  for (const name of names.split('\n').filter(Boolean).toSorted())
    rows[name] = Number(await sql(place, port, `SELECT COUNT(*) FROM ${name}`));
  return rows;
}

/** @param {Record<string, number> | undefined} rows */
function sum(rows) {
  return Object.values(rows ?? {}).reduce((all, count) => all + count, 0);
}

/** A program of the database's, with its input and its output. @param {Place} place @param {string} name @param {number} port @param {string[]} args */
function client({ password }, name, port, args) {
  const where = ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, '--user=admin'];
  const child = spawn(findProgram(name) ?? name, [...where, ...args], { env: { ...process.env, MYSQL_PWD: password }, stdio: 'pipe' });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (words += text));
  /** @type {Promise<void>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new SetupError(`${name} at port ${port}: ${words.trim()}`))));
  });
  return { child, ended };
}
