import { PARTITIONS } from '@maru/contracts';
import { type Cancel, type Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { fromPayload } from '../outbox/outgoing-buffer.js';
import type { PartitionOutbox } from './partition-outbox.js';
import type { Statements } from './proxies.js';
import * as sql from './statements.js';

const SWEEP_MS = 5_000;

const Rows = z.array(z.object({ id: z.int(), partitionNumber: z.int(), payload: z.string(), createdAt: z.int() }));

/** Rows of partitions to which nobody has written since their process died. */
export class OrphanedRows {
  private cancel: Cancel | undefined;
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly statements: Statements,
    private readonly clock: Clock,
    private readonly orphanAfterMs: number,
    private readonly outboxOf: (partition: number) => PartitionOutbox,
  ) {}

  async start(): Promise<void> {
    await this.sweep();
    this.cancel ??= this.clock.every(SWEEP_MS, () => void this.sweep());
  }

  stop(): void {
    this.cancel?.();
  }

  private async sweep(): Promise<void> {
    try {
      const now = this.clock.now();
      const values = [...Array.from({ length: PARTITIONS }, (_, partition) => partition), now - this.orphanAfterMs].map(BigInt);
      const told: Promise<void>[] = [];
      for (const row of Rows.parse(await this.statements.rows(sql.findOldOutboxRows(PARTITIONS), values))) {
        const { id, partitionNumber, payload, createdAt } = row;
        const outbox = this.outboxOf(partitionNumber);
        if (outbox.knows(id)) continue;
        const claim = [Math.max(now, createdAt + 1), partitionNumber, id, createdAt].map(BigInt);
        const { affectedRows } = await this.statements.change(sql.CLAIM_OUTBOX_ROW, claim);
        if (affectedRows === 1) told.push(outbox.adopt({ id, told: fromPayload(payload) }));
      }
      await Promise.all(told);
    } catch (error) {
      this.logger.warn(`could not look for rows of dead processes: ${String(error)}`);
    }
  }
}
