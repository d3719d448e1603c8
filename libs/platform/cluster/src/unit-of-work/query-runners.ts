import type { Table } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import { isLostConnection, isUnknownTable, mayPass } from '../mysql/mysql-errors.js';

/**
 * What a session is, whatever the server's configuration says: what is read behind a lock is as new as the lock, nobody waits for one for long,
 * and the locks of a process that stands still end with its connection.
 */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SET SESSION innodb_lock_wait_timeout = 5',
  'SET SESSION wait_timeout = 8',
];
const prepared = new WeakSet<object>();

const READS = /^\s*(SELECT|SHOW|WITH|EXPLAIN)\b/i;
const READ_ATTEMPTS = 3;

interface Discardable {
  destroy(): void;
}

/** The statements of one unit. To TypeORM it is a runner whose transaction has begun, so a transaction inside of it is a savepoint. */
export class UnitRunner extends MysqlQueryRunner {
  isOpen = true;
  /** After this the server has no transaction here any more: whatever came next would commit by itself. */
  private broken: Error | undefined;

  constructor(driver: MysqlDriver) {
    super(driver, 'master');
  }

  async begin(): Promise<void> {
    const connection = (await this.connect()) as object;
    if (!prepared.has(connection)) {
      for (const statement of SESSION) await super.query(statement);
      prepared.add(connection);
    }
    await this.startTransaction();
  }

  /** A statement that was not awaited must not slip into the next unit. */
  override async query<T = unknown>(sql: string, parameters?: unknown[], useStructuredResult?: boolean): Promise<T> {
    if (!this.isOpen) throw new Error('the unit of work of this statement has ended');
    if (this.broken) throw this.broken;
    try {
      return (await super.query(sql, parameters, useStructuredResult)) as T;
    } catch (error) {
      if (mayPass(error) && error instanceof Error) this.broken = error;
      throw error;
    }
  }

  /** The work is done. It fails where a statement had lost the transaction, even if nobody cared. */
  end(): void {
    this.isOpen = false;
    if (this.broken) throw this.broken;
  }

  /** For whoever ends the unit: the number that the row was given. */
  async insert(sql: string, parameters: unknown[]): Promise<number> {
    const { insertId } = (await super.query(sql, parameters)) as { insertId: number };
    return insertId;
  }

  async commit(): Promise<void> {
    await super.query('COMMIT');
    await this.release();
  }

  /** Never fails: a connection that cannot be rolled back is thrown away, and its transaction with it. */
  async rollback(): Promise<void> {
    this.isOpen = false;
    if (this.isReleased) return;
    try {
      await super.query('ROLLBACK');
    } catch {
      (this.databaseConnection as Discardable | undefined)?.destroy();
    }
    await this.release();
  }
}

/** Reads outside of units, each on a connection that it gives back at once: late ones on a replica, fresh ones on the primary. */
export class ReadRunner extends MysqlQueryRunner {
  constructor(
    driver: MysqlDriver,
    private readonly from: 'master' | 'slave',
    private readonly isUnitOpenHere: () => boolean,
  ) {
    super(driver, from);
  }

  override async query<T = unknown>(sql: string, parameters?: unknown[], useStructuredResult?: boolean): Promise<T> {
    if (this.isUnitOpenHere()) throw new Error('this statement is outside of the unit of work that is open here');
    if (!READS.test(sql)) throw new Error(`a change outside of a unit of work: ${sql.slice(0, 40)}`);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.ask<T>(attempt === 1 ? this.from : 'master', sql, parameters, useStructuredResult);
      } catch (error) {
        const isReplicaBehind = attempt === 1 && this.from === 'slave' && isUnknownTable(error);
        if (attempt >= READ_ATTEMPTS || !(isReplicaBehind || isLostConnection(error))) throw error;
      }
    }
  }

  override startTransaction(): Promise<void> {
    return Promise.reject(new Error('a transaction outside of a unit of work'));
  }

  /** It has no connection of its own. */
  override release(): Promise<void> {
    return Promise.resolve();
  }

  private async ask<T>(mode: 'master' | 'slave', sql: string, parameters?: unknown[], useStructuredResult?: boolean): Promise<T> {
    const runner = new MysqlQueryRunner(this.driver, mode);
    runner.manager = this.manager;
    try {
      return (await runner.query(sql, parameters, useStructuredResult)) as T;
    } finally {
      await runner.release();
    }
  }
}

/** Schema changes commit one by one. So a migration that a crash has cut goes on where it was: what is there is not made again. */
export class MigrationRunner extends MysqlQueryRunner {
  override createTable(table: Table, _ifNotExist?: boolean, createForeignKeys?: boolean): Promise<void> {
    return super.createTable(table, true, createForeignKeys);
  }
}
