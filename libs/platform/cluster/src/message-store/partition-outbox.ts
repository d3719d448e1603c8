import type { Clock } from '@maru/ports';
import { z } from 'zod';
import { Deletions } from '../outbox/deletions.js';
import { OutboxLane, type OutboxRow, type WrittenRows } from '../outbox/outbox-lane.js';
import type { OutboxTarget } from '../outbox/outbox-target.js';
import { fromPayload, type OutgoingBuffer, toPayload } from '../outbox/outgoing-buffer.js';
import { paddedPortions } from './portions.js';
import type { Statements } from './proxies.js';
import * as sql from './statements.js';

/** A partition does not go to another process and come back sooner: Kafka waits longer for one that is silent. */
const SURE_FOR_MS = 1_000;

const Rows = z.array(z.object({ id: z.int(), payload: z.string() }));

/**
 * The outbox of one partition. Its rows are published by the partition's owner, whoever that is: one that takes a partition over finds the
 * rows that the last one has left, and tells them before its own.
 */
export class PartitionOutbox {
  private readonly lane: OutboxLane;
  private readonly deletions: Deletions;
  /** Rows of this process, and rows that it has found. */
  private readonly known = new Set<number>();
  /** They are not in the table any more, but a read that began before may still find them. */
  private deleted: number[] = [];
  private sureUntil = 0;

  constructor(
    private readonly partition: number,
    private readonly statements: Statements,
    private readonly clock: Clock,
    target: OutboxTarget,
  ) {
    this.deletions = new Deletions(clock, (ids) => this.delete(ids));
    this.lane = new OutboxLane(target, clock, (id) => this.deletions.add(id));
  }

  /** Someone else may have been here, or a commit had no answer: there may be rows that nobody has published. */
  doubt(): void {
    this.sureUntil = 0;
  }

  /** Before a unit begins. */
  async findLeftovers(): Promise<void> {
    const now = this.clock.now();
    if (now < this.sureUntil) return;
    for (const id of this.deleted.splice(0)) this.known.delete(id);
    for (const { id, payload } of Rows.parse(await this.statements.rows(sql.FIND_OUTBOX_ROWS, [BigInt(this.partition)])))
      void this.adopt({ id, told: fromPayload(payload) });
    this.sureUntil = now + SURE_FOR_MS;
  }

  knows(id: number): boolean {
    return this.known.has(id);
  }

  /** Resolves when it is published, or when it is known that it must wait. */
  async adopt(row: OutboxRow): Promise<void> {
    if (this.known.has(row.id)) return;
    this.known.add(row.id);
    await this.lane.add(row);
  }

  /** The last statements of a unit before its commit. */
  async write(transaction: Statements, outgoing: OutgoingBuffer): Promise<WrittenRows> {
    const rows: OutboxRow[] = [];
    for (const told of outgoing.rows()) {
      const values = [BigInt(this.partition), toPayload(told), BigInt(this.clock.now())];
      const { insertId } = await transaction.change(sql.ADD_OUTBOX_ROW, values);
      rows.push({ id: insertId, told });
    }
    const expected = this.lane.expect(rows);
    for (const { id } of rows) this.known.add(id);
    return {
      committed: () => expected.committed(),
      dropped: () => {
        expected.dropped();
        for (const { id } of rows) this.known.delete(id);
      },
    };
  }

  async close(): Promise<void> {
    this.lane.close();
    await this.deletions.flush();
  }

  private async delete(ids: readonly number[]): Promise<void> {
    for (const portion of paddedPortions(ids))
      await this.statements.change(sql.deleteOutboxRows(portion.length), [this.partition, ...portion].map(BigInt));
    this.deleted.push(...ids);
  }
}
