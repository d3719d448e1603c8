import { type Clock, type EntityManager, type Tables, type Unit, UnitOfWork } from '@maru/ports';
import type { OutboxTarget } from '../outbox/outbox.js';
import { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import { Transactions } from '../sqlite/transactions.js';
import { type OpenedDataSource, openDataSource } from './open-data-source.js';
import { ReadRunner, UnitRunner } from './query-runners.js';

/** A service's units are published in one order. */
const PARTITION = 0;

/** Core data of one service in one SQLite file. Units have the writing connection in turn; reads have one of their own. */
export class SqliteUnitOfWork extends UnitOfWork {
  readonly fresh: EntityManager;
  readonly late: EntityManager;
  private readonly transactions: Transactions<UnitRunner>;

  private constructor(
    private readonly opened: OpenedDataSource,
    clock: Clock,
    target: OutboxTarget,
  ) {
    super();
    const { dataSource, driver, writer, reader } = opened;
    this.transactions = new Transactions(writer, clock, target);
    driver.createQueryRunner = () => new ReadRunner(driver, reader, () => this.transactions.isOpenHere);
    this.fresh = dataSource.createEntityManager(dataSource.createQueryRunner());
    this.late = this.fresh;
  }

  static async open(file: string, tables: Tables, clock: Clock, target: OutboxTarget): Promise<SqliteUnitOfWork> {
    return new SqliteUnitOfWork(await openDataSource(file, tables), clock, target);
  }

  run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    const { dataSource, driver, writer } = this.opened;
    const open = () => {
      const runner = new UnitRunner(driver, writer, new OutgoingBuffer());
      runner.manager = dataSource.createEntityManager(runner);
      return runner;
    };
    return this.transactions.run(PARTITION, open, ({ manager, outgoing }) =>
      work({ manager, publish: (...records) => outgoing.publish(...records), deliver: (...deliveries) => outgoing.deliver(...deliveries) }),
    );
  }

  recover(): Promise<void> {
    return this.transactions.recover();
  }

  async close(): Promise<void> {
    await this.transactions.close();
    await this.opened.close();
  }
}
