/** The databases of a cluster, as the end of a copy of a whole house. Maru's processes must be stopped. */
import type { CopiedTable, RowTarget, Tables } from '@maru/ports';
import { z } from 'zod';
import { DATABASE, migrateShards } from '../message-store/migrate-shards.js';
import { MIGRATIONS } from '../message-store/migrations.js';
import { NamedLock } from '../mysql/named-lock.js';
import type { MysqlServers, ShardedMysql } from '../settings.js';
import { CreateOutbox1700000000000 } from '../unit-of-work/outbox.entity.js';
import { databaseOf, openDataSource, serverOf } from '../unit-of-work/open-data-source.js';
import { mustBeIdle, UnfitCluster } from './idle.js';
import { MysqlTables } from './mysql-tables.js';

export interface ClusterDatabases {
  readonly core: MysqlServers;
  readonly messages: ShardedMysql;
}

const Names = z.array(z.tuple([z.string()])).transform((rows) => rows.map(([name]) => name));
const Run = z.array(z.tuple([z.string(), z.int().nullable()]));
const RUN = 'maru_migration.run';

interface Run {
  /** What was copied. */
  readonly copy: string;
  readonly finishedAt: number | null;
}

export class ClusterHouse {
  private constructor(
    private readonly lock: NamedLock,
    readonly core: MysqlTables,
    readonly shards: readonly MysqlTables[],
  ) {}

  /** Makes what is missing of databases and tables. Rejects with `UnfitCluster` where they are in use, or are not of this version. */
  static async open({ core, messages }: ClusterDatabases, services: readonly Tables[], copy: string): Promise<ClusterHouse> {
    const lock = await NamedLock.take(serverOf(core), 'maru.house', 0);
    if (!lock) throw new UnfitCluster('Another copy into this cluster is under way: wait for it.');
    const opened: MysqlTables[] = [];
    const open = async (address: string, account: MysqlServers | ShardedMysql) => {
      const tables = await MysqlTables.open(address, account, copy);
      opened.push(tables);
      return tables;
    };
    try {
      await mustBeIdle(lock.connection, 'stop the services of Maru first, and start them afterwards.');
      const primary = await open(core.primary, core);
      await primary.connection.query(
        `CREATE TABLE IF NOT EXISTS ${RUN} (copy VARCHAR(64) NOT NULL, finished_at BIGINT NULL, PRIMARY KEY (copy))`,
      );
      const shards = [];
      for (const address of messages.shards) shards.push(await open(address, messages));
      for (const tables of services) await mustNotBeNewer(primary, databaseOf(tables), 'migrations', migrationsOf(tables));
      for (const shard of shards) await mustNotBeNewer(shard, DATABASE, 'message_migration', MIGRATIONS);
      for (const tables of services) await (await openDataSource(core, tables)).dataSource.destroy();
      await migrateShards(messages);
      return new ClusterHouse(lock, primary, shards);
    } catch (error) {
      for (const one of opened) one.connection.destroy();
      await lock.release();
      throw error;
    }
  }

  /** Where the rows of a table are: on one server, or cut by channel on all shards. */
  serversOf({ database }: Pick<CopiedTable, 'database'>): readonly (RowTarget & Pick<MysqlTables, 'count' | 'goOnBehind'>)[] {
    return database === 'message' ? this.shards : [this.core];
  }

  /** Names of those that have rows. */
  async filled(tables: readonly Pick<CopiedTable, 'database' | 'name'>[]): Promise<readonly string[]> {
    const outboxes = [...new Set(tables.map(({ database }) => database))].map((database) => ({ database, name: 'outbox' }));
    const filled: string[] = [];
    for (const table of [...tables, ...outboxes]) {
      const counts = await Promise.all(this.serversOf(table).map((server) => server.count(table)));
      if (counts.some((count) => count > 0)) filled.push(`${table.database}.${table.name}`);
    }
    return filled;
  }

  async lastRun(): Promise<Run | undefined> {
    const [row] = Run.parse(await this.core.rows(`SELECT copy, finished_at FROM ${RUN}`));
    return row && { copy: row[0], finishedAt: row[1] };
  }

  async begin(copy: string): Promise<void> {
    for (const server of [this.core, ...this.shards]) await server.forgetProgress();
    await this.core.connection.query(`DELETE FROM ${RUN}`);
    await this.core.connection.query(`INSERT INTO ${RUN} (copy) VALUES (?)`, [copy]);
  }

  async finish(copy: string, now: number): Promise<void> {
    await this.core.connection.query(`UPDATE ${RUN} SET finished_at = ? WHERE copy = ?`, [now, copy]);
  }

  async close(): Promise<void> {
    for (const server of [this.core, ...this.shards]) await server.close();
    await this.lock.release();
  }
}

async function mustNotBeNewer(server: MysqlTables, database: string, table: string, known: readonly { name: string }[]): Promise<void> {
  const there = 'SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name = ?';
  if (Names.parse(await server.rows(there, [database, table])).length === 0) return;
  const names = new Set(known.map(({ name }) => name));
  const unknown = Names.parse(await server.rows(`SELECT name FROM \`${database}\`.\`${table}\``)).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new UnfitCluster(`${database} on ${server.address} was made by a newer Maru (${unknown}): use that one.`);
}

function migrationsOf({ migrations }: Tables): readonly { name: string }[] {
  return [...migrations, CreateOutbox1700000000000];
}
