import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, type EntityManager, type Tables, type Unit, UnitOfWork } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { type Handled, Outbox, type OutboxRow, type OutboxTarget } from '../outbox/outbox.js';
import { ADD_OUTBOX_ROW, DELETE_OUTBOX_ROWS, FIND_OUTBOX_ROWS, leftoversFrom } from '../outbox/outbox-statements.js';
import { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import { Lock } from '../sqlite/lock.js';
import { untilNotBusy } from '../sqlite/until-not-busy.js';
import { type OpenedDataSource, openDataSource } from './open-data-source.js';
import { ReadRunner, UnitRunner } from './query-runners.js';

/** A service's units are published in one order. */
const PARTITION = 0;

/** Core data of one service in one SQLite file. Units have the writing connection in turn; reads have one of their own. */
export class SqliteUnitOfWork extends UnitOfWork {
  readonly fresh: EntityManager;
  readonly late: EntityManager;
  private readonly lock = new Lock();
  private readonly unitHere = new AsyncLocalStorage<UnitRunner>();
  private readonly outbox: Outbox;
  private readonly logger = new Logger(SqliteUnitOfWork.name);
  private closed = false;

  private constructor(
    private readonly opened: OpenedDataSource,
    private readonly clock: Clock,
    target: OutboxTarget,
  ) {
    super();
    const { dataSource, driver, reader } = opened;
    driver.createQueryRunner = () => new ReadRunner(driver, reader, () => this.unitHere.getStore());
    this.fresh = dataSource.createEntityManager(dataSource.createQueryRunner());
    this.late = this.fresh;
    this.outbox = new Outbox(target, clock, () => void this.deleteOnIdle());
    this.outbox.hold(leftoversFrom(reader.prepare(FIND_OUTBOX_ROWS).all()));
  }

  static async open(file: string, tables: Tables, clock: Clock, target: OutboxTarget): Promise<SqliteUnitOfWork> {
    return new SqliteUnitOfWork(await openDataSource(file, tables), clock, target);
  }

  async run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    if (this.unitHere.getStore()?.isOpen) throw new Error('a unit of work inside of another would wait for itself');
    const { result, published } = await this.lock.hold(() => untilNotBusy(this.clock, () => this.commit(work)));
    await published;
    return result;
  }

  /** Publishes what an earlier process left. */
  recover(): Promise<void> {
    return this.outbox.recover();
  }

  /** Lets the units that wait come to their end. */
  async close(): Promise<void> {
    await this.lock.hold(async () => {
      this.closed = true;
      this.deleteRows();
      this.outbox.close();
      await this.opened.close();
    });
  }

  private async commit<T>(work: (unit: Unit) => Promise<T>): Promise<{ result: T; published: Promise<void> | undefined }> {
    if (this.closed) throw new Error('the database is closed');
    const { dataSource, driver, writer } = this.opened;
    const runner = new UnitRunner(driver, writer);
    const manager = dataSource.createEntityManager(runner);
    runner.manager = manager;
    const outgoing = new OutgoingBuffer();
    try {
      await runner.startTransaction();
      const unit = { manager, publish: outgoing.publish.bind(outgoing), deliver: outgoing.deliver.bind(outgoing) };
      const result = await this.unitHere.run(runner, () => work(unit));
      const row = outgoing.isEmpty ? undefined : this.addRow(outgoing);
      const deleted = this.deleteRows();
      await runner.commitTransaction();
      this.outbox.forget(deleted);
      return { result, published: row && this.outbox.publish(row) };
    } catch (error) {
      if (writer.inTransaction) writer.prepare('ROLLBACK').run();
      throw error;
    } finally {
      runner.isOpen = false;
      await runner.release();
    }
  }

  private addRow(told: OutgoingBuffer): OutboxRow {
    const { lastInsertRowid } = this.opened.writer.prepare(ADD_OUTBOX_ROW).run(PARTITION, told.toPayload(), this.clock.now());
    return { id: Number(lastInsertRowid), partition: PARTITION, told };
  }

  private deleteRows(): Handled[] {
    const handled = this.outbox.handled();
    for (const { partition, through } of handled) this.opened.writer.prepare(DELETE_OUTBOX_ROWS).run(partition, through);
    return handled;
  }

  private async deleteOnIdle(): Promise<void> {
    try {
      await this.lock.hold(async () => {
        if (!this.closed) this.outbox.forget(this.deleteRows());
      });
    } catch (error) {
      this.logger.warn(`handled outbox rows stay for now: ${String(error)}`);
    }
  }
}
