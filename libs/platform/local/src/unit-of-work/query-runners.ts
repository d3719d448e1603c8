import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import type { StatementCache } from '../sqlite/statement-cache.js';
import type { OpenTransaction } from '../sqlite/transactions.js';

/** The statements of one unit. To TypeORM it is a runner whose transaction has begun, so a transaction inside of it is a savepoint. */
export class UnitRunner extends BetterSqlite3QueryRunner implements OpenTransaction {
  isOpen = true;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly writer: StatementCache,
    readonly outgoing: OutgoingBuffer,
  ) {
    super(driver);
    this.isTransactionActive = true;
    this.transactionDepth = 1;
  }

  /** TypeORM asks for the connection before each statement. One that was not awaited must not slip into the next unit. */
  override connect(): Promise<StatementCache> {
    return this.isOpen ? Promise.resolve(this.writer) : Promise.reject(new Error('the unit of work of this statement has ended'));
  }
}

type Answered = ReturnType<BetterSqlite3QueryRunner['query']>;

/** Reads outside of units, on a connection of its own: it sees every commit and nothing else, and waits for nobody. */
export class ReadRunner extends BetterSqlite3QueryRunner {
  constructor(
    driver: BetterSqlite3Driver,
    private readonly reader: StatementCache,
    private readonly isUnitOpenHere: () => boolean,
  ) {
    super(driver);
  }

  override connect(): Promise<StatementCache> {
    if (this.isUnitOpenHere()) return Promise.reject(new Error('this statement is outside of the unit of work that is open here'));
    return Promise.resolve(this.reader);
  }

  /** A statement of our own goes straight to the connection: TypeORM's way there takes several times as long as a small answer. */
  override async query(sql: string, parameters: unknown[] = [], useStructuredResult = false): Answered {
    if (useStructuredResult) return await super.query(sql, parameters, useStructuredResult);
    const statement = (await this.connect()).prepare(sql);
    if (!statement.reader) return await super.query(sql, parameters);
    return statement.all(...parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
  }

  override startTransaction(): Promise<void> {
    return Promise.reject(new Error('a transaction outside of a unit of work'));
  }
}
