/** What travels on the bus: which topic, in whose order, owned by whom. */
import type { z } from 'zod';

/** Partitions of a keyed topic. A multiple of the message store's shards, so that one partition lies on one shard. */
export const PARTITIONS = 12;

export type RecordSchema = z.ZodType<{ type: string; v: number }>;

export interface Topic<S extends RecordSchema = RecordSchema> {
  readonly name: string;
  /** Every record of the topic, discriminated by `type`. */
  readonly schema: S;
  /** Records of one key keep their order. A number is a channel or user: its partition is `key mod partitions`. */
  key(record: z.infer<S>): number;
  readonly partitions: number;
  readonly retentionMs: number;
  /** The service that reads commands, or that writes events. */
  readonly owner: 'auth' | 'connection' | 'channel' | 'message';
  readonly kind: 'commands' | 'events';
}

const HOUR = 3_600_000;

export function topic<S extends RecordSchema>(
  definition: Omit<Topic<S>, 'partitions' | 'retentionMs'> & { retentionMs?: number },
): Topic<S> {
  return { partitions: PARTITIONS, retentionMs: definition.kind === 'commands' ? 24 * HOUR : 7 * 24 * HOUR, ...definition };
}

export function partitionOf(key: number, partitions: number): number {
  return key % partitions;
}

/** Where records go that could not be handled, with the reason in their headers. */
export function deadTopicOf(name: string): string {
  return `${name}.dead`;
}
