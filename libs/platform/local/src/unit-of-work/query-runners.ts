import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { StatementCache } from './statement-cache.js';

/** The statements of one unit, on the connection that writes. Whoever made it holds the lock. TypeORM calls `connect` before each statement. */
export class UnitRunner extends BetterSqlite3QueryRunner {
  isOpen = true;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly writer: StatementCache,
  ) {
    super(driver);
  }

  /** A statement that was not awaited must not slip into the next unit. */
  override connect(): Promise<StatementCache> {
    return this.isOpen ? Promise.resolve(this.writer) : Promise.reject(new Error('the unit of work of this statement has ended'));
  }

  /** Takes the file's lock at once, so that a unit that has begun cannot lose it half-way. Inside of the unit: a savepoint. */
  override async startTransaction(): Promise<void> {
    if (this.isTransactionActive) return super.startTransaction();
    this.writer.prepare('BEGIN IMMEDIATE').run();
    this.isTransactionActive = true;
    this.transactionDepth = 1;
    return undefined;
  }
}

/** Reads outside of units, on a connection of its own: it sees every commit and nothing else, and waits for nobody. */
export class ReadRunner extends BetterSqlite3QueryRunner {
  constructor(
    driver: BetterSqlite3Driver,
    private readonly reader: StatementCache,
    private readonly unitHere: () => UnitRunner | undefined,
  ) {
    super(driver);
  }

  override connect(): Promise<StatementCache> {
    if (this.unitHere()?.isOpen) return Promise.reject(new Error('this statement is outside of the unit of work that is open here'));
    return Promise.resolve(this.reader);
  }

  override startTransaction(): Promise<void> {
    return Promise.reject(new Error('a transaction outside of a unit of work'));
  }
}
