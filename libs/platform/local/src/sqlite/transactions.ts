import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { type Handled, Outbox, type OutboxRow, type OutboxTarget } from '../outbox/outbox.js';
import { ADD_OUTBOX_ROW, DELETE_OUTBOX_ROWS, FIND_OUTBOX_ROWS, leftoversFrom } from '../outbox/outbox-statements.js';
import type { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import { Lock } from './lock.js';
import type { StatementCache } from './statement-cache.js';
import { untilNotBusy } from './until-not-busy.js';

export interface OpenTransaction {
  /** Made false when the transaction has ended: nothing may be added to it then. */
  isOpen: boolean;
  readonly outgoing: OutgoingBuffer;
}

interface Committed<R> {
  readonly result: R;
  readonly published: Promise<void> | undefined;
}

/**
 * Transactions on the one connection that writes. They have it in turn, from their first statement to the commit: SQLite's own transaction
 * belongs to the connection, so two at once would be one. What they tell goes into the outbox with them, and out in the order of the commits.
 */
export class Transactions<O extends OpenTransaction> {
  private readonly lock = new Lock();
  private readonly here = new AsyncLocalStorage<O>();
  private readonly outbox: Outbox;
  private readonly logger = new Logger('Transactions');
  private closed = false;

  constructor(
    private readonly writer: StatementCache,
    private readonly clock: Clock,
    target: OutboxTarget,
  ) {
    this.outbox = new Outbox(target, clock, () => void this.deleteOnIdle());
    this.outbox.hold(leftoversFrom(writer.prepare(FIND_OUTBOX_ROWS).all()));
  }

  /** The code that asks runs inside of a transaction. */
  get isOpenHere(): boolean {
    return this.here.getStore()?.isOpen ?? false;
  }

  /** `work` is done again, on another opened one, where another process had the file. */
  async run<T>(partition: number, open: () => O, work: (opened: O) => Promise<T>): Promise<T> {
    if (this.isOpenHere) throw new Error('a transaction inside of another would wait for itself');
    const { result, published } = await this.lock.hold(() => untilNotBusy(this.clock, () => this.commit(partition, open(), work)));
    await published;
    return result;
  }

  /** Publishes what an earlier process left. */
  recover(): Promise<void> {
    return this.outbox.recover();
  }

  /** Lets those that wait come to their end. */
  async close(): Promise<void> {
    await this.lock.hold(async () => {
      this.deleteRows();
      this.closed = true;
      this.outbox.close();
    });
  }

  private async commit<T>(partition: number, opened: O, work: (opened: O) => Promise<T>): Promise<Committed<T>> {
    if (this.closed) throw new Error('the database is closed');
    this.writer.prepare('BEGIN IMMEDIATE').run();
    try {
      const result = await this.here.run(opened, () => work(opened));
      opened.isOpen = false;
      const row = this.addRow(partition, opened.outgoing);
      const deleted = this.deleteRows();
      this.writer.prepare('COMMIT').run();
      this.outbox.forget(deleted);
      return { result, published: row && this.outbox.publish(row) };
    } catch (error) {
      if (this.writer.inTransaction) this.writer.prepare('ROLLBACK').run();
      throw error;
    } finally {
      opened.isOpen = false;
    }
  }

  private addRow(partition: number, told: OutgoingBuffer): OutboxRow | undefined {
    if (told.isEmpty) return undefined;
    const { lastInsertRowid } = this.writer.prepare(ADD_OUTBOX_ROW).run(partition, told.toPayload(), this.clock.now());
    return { id: Number(lastInsertRowid), partition, told };
  }

  private deleteRows(): Handled[] {
    const handled = this.outbox.handled();
    for (const { partition, through } of handled) this.writer.prepare(DELETE_OUTBOX_ROWS).run(partition, through);
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
