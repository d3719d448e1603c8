import type { Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { Deletions } from '../outbox/deletions.js';
import { OutboxLane, type OutboxRow, type WrittenRows } from '../outbox/outbox-lane.js';
import type { OutboxTarget } from '../outbox/outbox-target.js';
import { fromPayload, type OutgoingBuffer, toPayload } from '../outbox/outgoing-buffer.js';
import type { UnitRunner } from './query-runners.js';
import type { WriterLease } from './writer-lease.js';

const INSERT = 'INSERT INTO outbox (writer, payload, created_at) VALUES (?, ?, ?)';
const DELETE = 'DELETE FROM outbox WHERE id IN (?)';
const FIND_OTHERS = 'SELECT DISTINCT writer FROM outbox WHERE writer <> ?';
const LOCK_ROWS_OF = 'SELECT id, payload FROM outbox WHERE writer = ? ORDER BY id FOR UPDATE';
const ADOPT = 'UPDATE outbox SET writer = ? WHERE writer = ?';
/** A locking read: it waits for the end of the transaction that wrote the row. */
const FIND_BEHIND_ITS_WRITER = 'SELECT id FROM outbox WHERE id = ? FOR UPDATE';

const SWEEP_MS = 1_000;
const ASK_AGAIN_MS = 200;

const Rows = z.array(z.object({ id: z.int(), payload: z.string() }));
const Writers = z.array(z.object({ writer: z.string() }));

/** What a unit has in the outbox when it commits. */
export interface UnitRows extends WrittenRows {
  /** None where it tells nothing. */
  readonly firstId: number | undefined;
}

/**
 * What committed units tell, in a table beside their data. The process that wrote a row publishes and deletes it. Rows of a process that has
 * died belong to the first of the others that sees it.
 */
export class MysqlOutbox {
  private readonly lane: OutboxLane;
  private readonly deletions: Deletions;
  private readonly stopSweeping: () => void;
  private suspects = new Set<string>();
  private closed = false;
  private readonly logger = new Logger('Outbox');

  private constructor(
    private readonly dataSource: DataSource,
    private readonly lease: WriterLease,
    private readonly writer: string,
    private readonly clock: Clock,
    target: OutboxTarget,
  ) {
    this.deletions = new Deletions(clock, (ids) => this.dataSource.query(DELETE, [ids]));
    this.lane = new OutboxLane(target, clock, (id) => this.deletions.add(id));
    this.stopSweeping = clock.every(SWEEP_MS, () => void this.sweep());
  }

  /** Where a dead process has left rows, nothing is published before `recover`, so that they are the first. */
  static async open(dataSource: DataSource, lease: WriterLease, writer: string, clock: Clock, target: OutboxTarget): Promise<MysqlOutbox> {
    const outbox = new MysqlOutbox(dataSource, lease, writer, clock, target);
    outbox.lane.hold();
    let adopted = 0;
    for (const gone of await outbox.findGone()) adopted += await outbox.adopt(gone);
    if (adopted === 0) await outbox.recover();
    return outbox;
  }

  async recover(): Promise<void> {
    await this.lane.release();
  }

  /** The last statements of a unit before its commit. */
  async write(runner: UnitRunner, outgoing: OutgoingBuffer): Promise<UnitRows> {
    const rows: OutboxRow[] = [];
    for (const told of outgoing.rows()) {
      const id = await runner.insert(INSERT, [this.writer, toPayload(told), this.clock.now()]);
      rows.push({ id, told });
    }
    return { firstId: rows[0]?.id, ...this.lane.expect(rows) };
  }

  /** For a unit whose commit was not answered. Asks until it is told: everything else of this service waits for the same database. */
  async wasCommitted(id: number): Promise<boolean> {
    for (;;) {
      try {
        const found = await this.dataSource.query<unknown[]>(FIND_BEHIND_ITS_WRITER, [id]);
        return found.length > 0;
      } catch (error) {
        if (this.closed) throw error;
        await this.clock.sleep(ASK_AGAIN_MS);
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopSweeping();
    this.lane.close();
    await this.deletions.flush();
  }

  /** One that was gone twice in a row: a process that lives takes its lost lease again in between. */
  private async sweep(): Promise<void> {
    try {
      const gone = await this.findGone();
      const surely = gone.filter((writer) => this.suspects.has(writer));
      this.suspects = new Set(gone);
      for (const writer of surely) await this.adopt(writer);
    } catch (error) {
      this.logger.debug(`could not look for rows of dead processes: ${String(error)}`);
    }
  }

  private async findGone(): Promise<string[]> {
    const others = Writers.parse(await this.dataSource.query(FIND_OTHERS, [this.writer]));
    const gone: string[] = [];
    for (const { writer } of others) if (await this.lease.isGone(writer)) gone.push(writer);
    return gone;
  }

  private async adopt(gone: string): Promise<number> {
    const rows = await this.dataSource.transaction(async (manager) => {
      const found = Rows.parse(await manager.query(LOCK_ROWS_OF, [gone]));
      await manager.query(ADOPT, [this.writer, gone]);
      return found;
    });
    if (rows.length > 0) this.logger.warn(`${rows.length} rows of a process that has died are told now`);
    for (const { id, payload } of rows) void this.lane.add({ id, told: fromPayload(payload) });
    return rows.length;
  }
}
