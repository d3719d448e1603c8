/** The table `outbox` is the same in each database. */
import { z } from 'zod';
import type { OutboxRow } from './outbox.js';
import { fromPayload } from './outgoing-buffer.js';

export const ADD_OUTBOX_ROW = 'INSERT INTO outbox ("partition", payload, created_at) VALUES (?, ?, ?)';
export const DELETE_OUTBOX_ROWS = 'DELETE FROM outbox WHERE "partition" = ? AND id <= ?';
export const FIND_OUTBOX_ROWS = 'SELECT id, "partition", payload FROM outbox ORDER BY id';

const Rows = z.array(z.object({ id: z.int(), partition: z.int(), payload: z.string() }));

export function leftoversFrom(rows: unknown): OutboxRow[] {
  return Rows.parse(rows).map(({ id, partition, payload }) => ({ id, partition, told: fromPayload(payload) }));
}
