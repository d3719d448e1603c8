/** The shards of the message store, for whoever moves channels between them. The message services and the proxies must be stopped. */
import type { CopiedTable } from '@maru/ports';
import { z } from 'zod';
import { DATABASE, migrateShards } from '../message-store/migrate-shards.js';
import { hostAndPort } from '../mysql/address.js';
import { NamedLock } from '../mysql/named-lock.js';
import type { ShardedMysql } from '../settings.js';
import { mustBeIdle, UnfitCluster } from './idle.js';
import { MysqlTables } from './mysql-tables.js';

const NOT_MOVED = ['outbox', 'message_migration'];

const Columns = z.array(z.tuple([z.string(), z.string(), z.string()]));

export class ShardTables {
  private constructor(
    private readonly lock: NamedLock,
    readonly shards: readonly MysqlTables[],
    readonly tables: readonly CopiedTable[],
  ) {}

  /** Makes what is missing of tables. Rejects with `UnfitCluster` where a shard is in use, or has something to tell still. */
  static async open(messages: ShardedMysql, copy: string): Promise<ShardTables> {
    const { user, password } = messages;
    const lock = await NamedLock.take({ ...hostAndPort(messages.shards[0] ?? ''), user, password }, 'maru.house', 0);
    if (!lock) throw new UnfitCluster('Somebody else moves channels at the moment: wait for it.');
    const shards: MysqlTables[] = [];
    try {
      for (const address of messages.shards) {
        const shard = await MysqlTables.open(address, messages, copy);
        shards.push(shard);
        await mustBeIdle(shard.connection, `stop the message services and the proxies first (${address}).`);
      }
      await migrateShards(messages);
      for (const shard of shards) {
        if ((await shard.count({ database: 'message', name: 'outbox' })) > 0)
          throw new UnfitCluster(
            `The outbox on ${shard.address} is not empty: start the message services as they were, and stop them when it is.`,
          );
      }
      return new ShardTables(lock, shards, await tablesOf(shards[0]));
    } catch (error) {
      for (const shard of shards) shard.connection.destroy();
      await lock.release();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const shard of this.shards) await shard.close();
    await this.lock.release();
  }
}

/** As the server describes them. */
async function tablesOf(shard: MysqlTables | undefined): Promise<CopiedTable[]> {
  const sql = `SELECT table_name, column_name, column_key FROM information_schema.columns WHERE table_schema = ?
    ORDER BY table_name, ordinal_position`;
  const tables = new Map<string, { columns: string[]; key: string[] }>();
  for (const [name, column, part] of Columns.parse(await shard?.rows(sql, [DATABASE]))) {
    const table = tables.get(name) ?? { columns: [], key: [] };
    table.columns.push(column);
    if (part === 'PRI') table.key.push(column);
    tables.set(name, table);
  }
  return [...tables].flatMap(([name, table]) => (NOT_MOVED.includes(name) ? [] : [{ database: 'message', name, ...table }]));
}
