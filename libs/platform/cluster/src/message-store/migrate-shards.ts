import { Logger } from '@nestjs/common';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { hostAndPort } from '../mysql/address.js';
import { underLock } from '../mysql/named-lock.js';
import type { Address, ShardedMysql } from '../settings.js';
import { MIGRATIONS, type ShardMigration } from './migrations.js';

export const DATABASE = 'maru_message';

const WAIT_SECONDS = 120;
const CONNECT_TIMEOUT_MS = 2_000;
const SEEN = `CREATE TABLE IF NOT EXISTS message_migration (name VARCHAR(64) NOT NULL, PRIMARY KEY (name))
  ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

/**
 * Brings the schema of each shard up to date, directly on its primary, one process after the other: a proxy does not take what migrations
 * need. It reads the columns of its tables once, so it is told to read them again, and only then a migration counts as done.
 */
export async function migrateShards(servers: ShardedMysql, migrations: readonly ShardMigration[] = MIGRATIONS): Promise<void> {
  const [first] = servers.shards;
  if (!first) throw new Error('the message store has no shards');
  await underLock(optionsOf(servers, first), `${DATABASE}.migrations`, WAIT_SECONDS, async () => {
    const shards = await Promise.all(servers.shards.map((shard) => open(servers, shard)));
    try {
      const missing = await Promise.all(shards.map((shard) => change(shard, migrations)));
      if (missing.every((names) => names.length === 0)) return;
      await Promise.all(servers.proxies.map((proxy) => refresh(servers, proxy)));
      await Promise.all(shards.map((shard, index) => remember(shard, missing[index] ?? [])));
    } finally {
      await Promise.all(shards.map((shard) => shard.end()));
    }
  });
}

async function change(shard: Connection, migrations: readonly ShardMigration[]): Promise<string[]> {
  await shard.query(SEEN);
  const [rows] = await shard.query<RowDataPacket[]>('SELECT name FROM message_migration');
  const seen = new Set(rows.map((row): unknown => row['name']));
  const missing = migrations.filter(({ name }) => !seen.has(name));
  for (const { statements } of missing) for (const statement of statements) await shard.query(statement);
  return missing.map(({ name }) => name);
}

async function remember(shard: Connection, names: readonly string[]): Promise<void> {
  for (const name of names) await shard.query('INSERT INTO message_migration (name) VALUES (?)', [name]);
}

/** One that is down reads the columns when it comes back. */
async function refresh(servers: ShardedMysql, proxy: Address): Promise<void> {
  try {
    const connection = await createConnection({ ...optionsOf(servers, proxy), database: DATABASE });
    await connection.query('REFRESH TABLE METADATA');
    await connection.end();
  } catch (error) {
    new Logger('MessageStore').warn(`proxy ${proxy} could not be told of new columns: ${String(error)}`);
  }
}

async function open(servers: ShardedMysql, shard: Address): Promise<Connection> {
  const connection = await createConnection(optionsOf(servers, shard));
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.query(`USE ${DATABASE}`);
  return connection;
}

function optionsOf({ user, password }: ShardedMysql, address: Address) {
  return { ...hostAndPort(address), user, password, connectTimeout: CONNECT_TIMEOUT_MS };
}
