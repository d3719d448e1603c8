import {
  createPoolCluster,
  type PoolCluster,
  type PoolConnection,
  type PoolOptions,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { hostAndPort } from '../mysql/address.js';
import { isLostConnection } from '../mysql/mysql-errors.js';
import type { ShardedMysql } from '../settings.js';
import { DATABASE } from './migrate-shards.js';
import type { Value } from './rows.js';

const CONNECT_TIMEOUT_MS = 2_000;
/** Of each kind more than there are partitions: a unit of work holds one that writes, and reads through another. */
const POOL_SIZE = 16;
/** Texts that a connection keeps prepared. */
const PREPARED = 200;
const READ_ATTEMPTS = 4;

/** Something that takes statements. `execute` and nothing else: a proxy parses a text anew each time that it comes without being prepared. */
export interface Statements {
  rows(sql: string, values: readonly Value[]): Promise<RowDataPacket[]>;
  change(sql: string, values: readonly Value[]): Promise<ResultSetHeader>;
}

export interface ProxyTransaction extends Statements {
  commit(): Promise<void>;
  /** Never fails: what cannot be rolled back ends with its connection. */
  rollback(): Promise<void>;
}

/** Where transactions begin. */
export interface Beginnings {
  begin(): Promise<ProxyTransaction>;
}

/** The way to the shards. All proxies speak for all shards: one is taken, each process begins with another, and the next when it is gone. */
export class Proxies implements Statements, Beginnings {
  private readonly cluster: PoolCluster;
  /** On these a transaction begins by its first statement, and the next one behind its end: nobody says so, and nobody waits for it. */
  private readonly transactional = new WeakSet<object>();

  constructor({ proxies, user, password }: ShardedMysql) {
    this.cluster = createPoolCluster({ canRetry: true, removeNodeErrorCount: 1, restoreNodeTimeout: 1_000, defaultSelector: 'ORDER' });
    const first = Math.floor(Math.random() * proxies.length);
    for (const [index, proxy] of [...proxies.slice(first), ...proxies.slice(0, first)].entries()) {
      const settings: PoolOptions = {
        ...hostAndPort(proxy),
        user,
        password,
        database: DATABASE,
        charset: 'utf8mb4',
        supportBigNumbers: true,
        connectTimeout: CONNECT_TIMEOUT_MS,
        connectionLimit: POOL_SIZE,
        maxPreparedStatements: PREPARED,
        // A stack trace for each statement, in case it fails.
        trace: false,
      };
      this.cluster.add(`SINGLE${index}`, settings);
      this.cluster.add(`TRANSACTION${index}`, settings);
    }
  }

  /** A read is asked again, through another proxy too, where a connection was lost. */
  async rows(sql: string, values: readonly Value[]): Promise<RowDataPacket[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.with((connection) => rowsOf(connection, sql, values));
      } catch (error) {
        if (attempt >= READ_ATTEMPTS || !isLostConnection(error)) throw error;
      }
    }
  }

  change(sql: string, values: readonly Value[]): Promise<ResultSetHeader> {
    return this.with((connection) => change(connection, sql, values));
  }

  async begin(): Promise<ProxyTransaction> {
    const connection = await this.cluster.getConnection('TRANSACTION*');
    if (!this.transactional.has(connection.connection)) {
      try {
        await connection.query('SET autocommit = 0');
      } catch (error) {
        connection.destroy();
        throw error;
      }
      this.transactional.add(connection.connection);
    }
    return new OpenTransaction(connection);
  }

  async close(): Promise<void> {
    await this.cluster.end();
  }

  private async with<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.cluster.getConnection('SINGLE*');
    try {
      return await work(connection);
    } finally {
      connection.release();
    }
  }
}

class OpenTransaction implements ProxyTransaction {
  private over = false;

  constructor(private readonly connection: PoolConnection) {}

  rows(sql: string, values: readonly Value[]): Promise<RowDataPacket[]> {
    return rowsOf(this.connection, sql, values);
  }

  change(sql: string, values: readonly Value[]): Promise<ResultSetHeader> {
    return change(this.connection, sql, values);
  }

  async commit(): Promise<void> {
    await this.connection.query('COMMIT');
    this.over = true;
    this.connection.release();
  }

  async rollback(): Promise<void> {
    if (this.over) return;
    this.over = true;
    try {
      await this.connection.query('ROLLBACK');
      this.connection.release();
    } catch {
      this.connection.destroy();
    }
  }
}

async function rowsOf(connection: PoolConnection, sql: string, values: readonly Value[]): Promise<RowDataPacket[]> {
  const [rows] = await connection.execute<RowDataPacket[]>(sql, [...values]);
  return rows;
}

async function change(connection: PoolConnection, sql: string, values: readonly Value[]): Promise<ResultSetHeader> {
  const [result] = await connection.execute<ResultSetHeader>(sql, [...values]);
  return result;
}
