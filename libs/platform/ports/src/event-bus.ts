import type { Topic } from '@maru/contracts';
import type { z } from 'zod';

export interface OutgoingRecord {
  readonly topic: Topic;
  readonly value: { type: string; v: number };
  /** Beside the correlation id, which the bus adds from the current context. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record for a topic, checked by the compiler against the topic's schema. */
export function recordOf<T extends Topic>(topic: T, value: z.infer<T['schema']>, headers?: Record<string, string>): OutgoingRecord {
  return headers === undefined ? { topic, value } : { topic, value, headers };
}

export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Already checked against the topic's schema. */
  readonly value: { type: string; v: number };
  readonly headers: Readonly<Record<string, string>>;
}

export interface Subscription {
  /** Groups are independent of each other: each gets every record once, and one's failure is not the other's. */
  readonly group: string;
  readonly topics: readonly Topic[];
  readonly batchSize: number;
  /** Gets records of one topic and partition, in order. Its rejection is a failure: the batch comes again. */
  readonly handle: (batch: readonly IncomingRecord[]) => Promise<void>;
}

export interface ActiveSubscription {
  /** Takes no more, finishes what is begun. */
  close(): Promise<void>;
}

/**
 * The bus promises: JSON on the wire, even inside one process. A record that does not fit its topic's schema is refused at `publish`,
 * and on arrival goes to the dead topic. Order is kept per key within a group. A handler gets batches, at least once; after bounded retries
 * with back-off the batch is taken apart, and only the record that cannot be handled goes to `<topic>.dead`, with the reason in its headers.
 * `close` drains. A group that closes its subscription and comes back goes on where it was; one that is new begins with what is still kept.
 */
export abstract class EventBus {
  /** Resolves when the records are kept. Calls keep the order in which they were made, awaited or not. */
  abstract publish(records: readonly OutgoingRecord[]): Promise<void>;
  abstract subscribe(subscription: Subscription): Promise<ActiveSubscription>;
  abstract close(): Promise<void>;
}

export interface DeadLetter {
  readonly id: string;
  readonly topic: string;
  readonly group: string;
  readonly value: string;
  readonly reason: string;
  readonly at: number;
}

/** What could not be handled, for the operator. */
export abstract class DeadLetters {
  abstract list(limit: number): Promise<readonly DeadLetter[]>;
  /** Hands it to its group once more; it leaves the list if it can be handled now. */
  abstract replay(id: string): Promise<'handled' | 'failed' | 'unknown'>;
  abstract count(): Promise<number>;
}
