import type { Tables } from '@maru/ports';
import type { ConnectionOptions } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { hostAndPort } from '../mysql/address.js';
import { underLock } from '../mysql/named-lock.js';
import { type ServerKind, serverKindOf } from '../mysql/server-kind.js';
import type { MysqlServers } from '../settings.js';
import { CreateOutbox1700000000000, OutboxEntity } from './outbox.entity.js';
import { MigrationRunner } from './query-runners.js';

const CONNECT_TIMEOUT_MS = 2_000;
const POOL_SIZE = 10;
const MIGRATION_WAIT_SECONDS = 120;

export interface OpenedDataSource {
  readonly dataSource: DataSource;
  readonly driver: MysqlDriver;
}

/** Each service has a database of its own. */
export function databaseOf({ service }: Tables): string {
  return `maru_${service}`;
}

export function serverOf({ user, password, primary }: MysqlServers): ConnectionOptions {
  return { ...hostAndPort(primary), user, password };
}

/** Makes the database where it is missing, and brings its schema up to date: one process after the other. */
export async function openDataSource(servers: MysqlServers, tables: Tables): Promise<OpenedDataSource> {
  const database = databaseOf(tables);
  return await underLock(serverOf(servers), `${database}.migrations`, MIGRATION_WAIT_SECONDS, async (connection) => {
    const kind = await serverKindOf(connection);
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE ${kind.exactCollation}`);
    const dataSource = await dataSourceOf(servers, tables, kind).initialize();
    const { driver } = dataSource;
    try {
      if (!(driver instanceof MysqlDriver)) throw new Error(`${database} was not opened`);
      await migrate(dataSource, driver);
      return { dataSource, driver };
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  });
}

/**
 * Reads that may be late go to the first that answers: a replica, each process to another one first, and at last the primary, because
 * TypeORM would fail them when all replicas are gone.
 */
function dataSourceOf(servers: MysqlServers, tables: Tables, { type }: ServerKind): DataSource {
  const at = (address: string) => {
    const { host, port } = hostAndPort(address);
    return { host, port, username: servers.user, password: servers.password, database: databaseOf(tables) };
  };
  const master = at(servers.primary);
  const failover = { canRetry: true, removeNodeErrorCount: 2, restoreNodeTimeout: 1_000, defaultSelector: 'ORDER' as const };
  return new DataSource({
    type,
    replication: { master, slaves: [...shuffled(servers.replicas).map(at), master], ...failover },
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    poolSize: POOL_SIZE,
    entities: [...tables.entities, OutboxEntity],
    migrations: [...tables.migrations, CreateOutbox1700000000000],
  });
}

async function migrate(dataSource: DataSource, driver: MysqlDriver): Promise<void> {
  const createQueryRunner = driver.createQueryRunner.bind(driver);
  driver.createQueryRunner = (mode) => new MigrationRunner(driver, mode);
  try {
    await dataSource.runMigrations({ transaction: 'none' });
  } finally {
    driver.createQueryRunner = createQueryRunner;
  }
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
