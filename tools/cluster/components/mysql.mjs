import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { SetupError } from '../../setup/setup-error.mjs';
import { portsOf } from '../addresses.mjs';
import { component } from '../component.mjs';
import { fill } from '../fill.mjs';
import { findProgram } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';
import { sql } from './sql.mjs';

/** @typedef {import('../place.mjs').Place} Place @typedef {import('../component.mjs').Component} Component */

/** Pairs of servers: a primary, its replica, and the step that lets the one follow the other. @param {Place} place */
export function mysql(place) {
  const { core, shards } = portsOf(place);
  const pairs = [{ group: 'core', ports: core }, ...shards.map((ports, index) => ({ group: `shard${index}`, ports }))];
  return pairs.flatMap(({ group, ports }, index) => {
    const [primaryPort = 0, replicaPort = 0] = ports;
    const domain = index + 1;
    const primary = server(place, { name: `${group}-primary`, role: 'primary', port: primaryPort, domain, id: domain * 10 + 1 });
    const replica = server(place, { name: `${group}-replica`, role: 'replica', port: replicaPort, domain, id: domain * 10 + 2 });
    return [primary, replica, replication(place, group, primaryPort, replicaPort)];
  });
}

/**
 * @param {Place} place
 * @param {{ name: string, role: 'primary' | 'replica', port: number, domain: number, id: number }} of
 * @returns {Component}
 */
function server(place, { name, role, port, domain, id }) {
  const deploy = join(place.root, 'deploy', 'mysql');
  return component({
    name,
    group: 'mysql',
    after: [],
    needs: [needs.mariadb],
    port,
    async prepare(folder) {
      if (!existsSync(join(folder, 'data'))) await copySystemTables(place, join(folder, 'data'));
      writeFileSync(join(folder, 'users.sql'), users(place), { mode: 0o600 });
      const values = { FOLDER: folder, PORT: port, SERVER_ID: id, GTID_DOMAIN: domain };
      writeFileSync(
        join(folder, 'server.cnf'),
        fill(join(deploy, 'server.cnf'), values) + readFileSync(join(deploy, `${role}.cnf`), 'utf8'),
      );
    },
    command: (folder) => ({
      program: findProgram('mariadbd') ?? 'mariadbd',
      args: [`--defaults-file=${join(folder, 'server.cnf')}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])],
    }),
    ready: async () => (await sql(place, port, 'SELECT 1')).includes('1'),
  });
}

/**
 * Read at every start of every server, and not replicated. The application's user has no right beyond its databases: on a replica it may
 * not write. A database of ours begins with `maru_`.
 * @param {Place} place
 */
function users({ user, password }) {
  const from = `'127.0.0.1' IDENTIFIED BY '${password}'`;
  const statements = [
    'SET sql_log_bin=0',
    `CREATE USER IF NOT EXISTS 'admin'@${from}`,
    `GRANT ALL PRIVILEGES ON *.* TO 'admin'@'127.0.0.1'`,
    `CREATE USER IF NOT EXISTS 'replication'@${from}`,
    `GRANT REPLICATION SLAVE ON *.* TO 'replication'@'127.0.0.1'`,
    `CREATE USER IF NOT EXISTS '${user}'@${from}`,
    `GRANT ALL PRIVILEGES ON \`maru\\_%\`.* TO '${user}'@'127.0.0.1'`,
  ];
  return statements.map((statement) => `${statement};\n`).join('');
}

/**
 * The shards' database is made here, because a proxy does not start without it.
 * @param {Place} place @param {string} group @param {number} primary @param {number} replica
 */
function replication(place, group, primary, replica) {
  return component({
    name: `${group}-replication`,
    group: 'mysql',
    after: [`${group}-primary`, `${group}-replica`],
    needs: [needs.mariadb],
    async make() {
      if (group !== 'core') {
        await sql(place, primary, 'CREATE DATABASE IF NOT EXISTS maru_message CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci');
      }
      // Without a word a replica looks for its primary again after a minute.
      const source = `MASTER_HOST='127.0.0.1', MASTER_PORT=${primary}, MASTER_USER='replication', MASTER_PASSWORD='${place.password}'`;
      const how = 'MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=2';
      if (!(await state(place, replica)).includes(`Master_Port: ${primary}`))
        await sql(place, replica, `CHANGE MASTER TO ${source}, ${how}`);
      await sql(place, replica, 'START SLAVE');
    },
    /** It follows, and has what the primary had a moment ago. */
    async ready() {
      const now = await state(place, replica);
      if (!now.includes('Slave_IO_Running: Yes') || !now.includes('Slave_SQL_Running: Yes')) return false;
      const position = (await sql(place, primary, 'SELECT @@gtid_binlog_pos')).trim();
      return (await sql(place, replica, `SELECT MASTER_GTID_WAIT('${position}', 1)`)).trim() === '0';
    },
  });
}

/** @param {Place} place @param {number} port */
function state(place, port) {
  return sql(place, port, 'SHOW SLAVE STATUS', { vertical: true });
}

/** A server's own tables take seconds to make: they are made once, and copied. @param {Place} place @param {string} data */
async function copySystemTables(place, data) {
  const template = join(place.state, 'mysql-system-tables');
  madeTemplate ??= existsSync(template) ? Promise.resolve() : makeTemplate(template);
  await madeTemplate;
  cpSync(template, data, { recursive: true });
}

/** @type {Promise<void> | undefined} */
let madeTemplate;

/** @param {string} template */
async function makeTemplate(template) {
  const half = `${template}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const options = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve', '--innodb-log-file-size=64M'];
  const args = ['--no-defaults', ...user, `--datadir=${half}`, ...options];
  const { code, output } = await run(findProgram('mariadb-install-db') ?? 'mariadb-install-db', args, { cwd: '/' });
  if (code !== 0) throw new SetupError(`MariaDB cannot make its own tables:\n${output}`);
  renameSync(half, template);
}
