import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, type EntityManager, type Ids, type Tables, type Unit, UnitOfWork } from '@maru/ports';
import { isLostConnection, mayPass } from '../mysql/mysql-errors.js';
import { tryAgain } from '../try-again.js';
import { UnknownOutcome } from '../mysql/unknown-outcome.js';
import type { OutboxTarget } from '../outbox/outbox-target.js';
import { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import type { MysqlServers } from '../settings.js';
import { MysqlOutbox, type UnitRows } from './mysql-outbox.js';
import { databaseOf, type OpenedDataSource, openDataSource, serverOf } from './open-data-source.js';
import { ReadRunner, UnitRunner } from './query-runners.js';
import { replicaLag } from './replica-lag.js';
import { WriterLease } from './writer-lease.js';

/** About three seconds in all. */
const PATIENCE = { attempts: 12, backOffMs: 10, maxBackOffMs: 500 };

interface Committed<R> {
  readonly result: R;
  readonly published: Promise<void>;
}

/** Core data of one service in one MySQL database. Units and fresh reads are on the primary, late reads on a replica. */
export class MysqlUnitOfWork extends UnitOfWork {
  readonly fresh: EntityManager;
  readonly late: EntityManager;
  private readonly here = new AsyncLocalStorage<UnitRunner>();
  private closed = false;

  private constructor(
    private readonly opened: OpenedDataSource,
    private readonly outbox: MysqlOutbox,
    private readonly lease: WriterLease,
    private readonly clock: Clock,
  ) {
    super();
    this.fresh = this.managerOf(new ReadRunner(opened.driver, 'master', () => this.isOpenHere));
    this.late = this.managerOf(new ReadRunner(opened.driver, 'slave', () => this.isOpenHere));
  }

  static async open(servers: MysqlServers, tables: Tables, clock: Clock, ids: Ids, target: OutboxTarget): Promise<MysqlUnitOfWork> {
    const opened = await openDataSource(servers, tables);
    const writer = ids.unique();
    try {
      const lease = await WriterLease.take(serverOf(servers), databaseOf(tables), writer, clock);
      const outbox = await MysqlOutbox.open(opened.dataSource, lease, writer, clock, target);
      return new MysqlUnitOfWork(opened, outbox, lease, clock);
    } catch (error) {
      await opened.dataSource.destroy();
      throw error;
    }
  }

  async run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    if (this.isOpenHere) throw new Error('a unit of work inside of another would wait for itself');
    if (this.closed) throw new Error('the database is closed');
    const mayBeTriedAgain = (error: unknown) => !this.closed && mayPass(error);
    const { result, published } = await tryAgain(this.clock, PATIENCE, mayBeTriedAgain, () => this.attempt(work));
    await published;
    return result;
  }

  /** Transactions that its replica has not got yet; undefined where there is none. */
  replicaLag(): Promise<number | undefined> {
    return replicaLag(this);
  }

  recover(): Promise<void> {
    return this.outbox.recover();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.outbox.close();
    await this.lease.close();
    if (this.opened.dataSource.isInitialized) await this.opened.dataSource.destroy();
  }

  private get isOpenHere(): boolean {
    return this.here.getStore()?.isOpen ?? false;
  }

  private managerOf(runner: ReadRunner | UnitRunner): EntityManager {
    runner.manager = this.opened.dataSource.createEntityManager(runner);
    return runner.manager;
  }

  private async attempt<T>(work: (unit: Unit) => Promise<T>): Promise<Committed<T>> {
    const runner = new UnitRunner(this.opened.driver);
    const manager = this.managerOf(runner);
    const outgoing = new OutgoingBuffer();
    const unit: Unit = {
      manager,
      publish: (...records) => outgoing.publish(...records),
      deliver: (...deliveries) => outgoing.deliver(...deliveries),
    };
    let written: UnitRows | undefined;
    try {
      await runner.begin();
      const result = await this.here.run(runner, () => work(unit));
      runner.end();
      written = await this.outbox.write(runner, outgoing);
      await this.commit(runner, written);
      return { result, published: written.committed() };
    } catch (error) {
      await runner.rollback();
      written?.dropped();
      throw error;
    }
  }

  /** Where the answer is lost, the row of the outbox tells whether there was a commit. */
  private async commit(runner: UnitRunner, { firstId }: UnitRows): Promise<void> {
    try {
      await runner.commit();
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      await runner.rollback();
      if (firstId === undefined) throw new UnknownOutcome(error);
      if (!(await this.outbox.wasCommitted(firstId))) throw error;
    }
  }
}
