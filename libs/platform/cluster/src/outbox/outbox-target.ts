import type { Delivered } from '@maru/contracts';
import type { WireRecord } from '../bus/wire-record.js';

/** Where the rows of an outbox go: commands before deliveries, facts beside them. A row may be deleted when all have resolved. */
export interface OutboxTarget {
  /** Resolves when the broker keeps the records; calls keep their order. */
  send(records: readonly WireRecord[]): Promise<void>;
  /** The facts go with the deliveries, and resolve as `send` does. */
  deliver(deliveries: readonly Delivered[], facts: readonly WireRecord[]): Promise<void>;
}
