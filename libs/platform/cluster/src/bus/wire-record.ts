import { partitionOf } from '@maru/contracts';
import { CORRELATION_HEADER, correlation, type OutgoingRecord } from '@maru/ports';

/** A record as it goes to a broker, and as it lies in an outbox until then. */
export interface WireRecord {
  readonly topic: string;
  readonly partition: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Throws where the record does not fit its topic. */
export function encode({ topic, value, headers }: OutgoingRecord): WireRecord {
  const checked = topic.schema.safeParse(value);
  if (!checked.success) throw new Error(`${value.type} does not fit ${topic.name}: ${checked.error.message}`);
  const id = correlation.id();
  return {
    topic: topic.name,
    partition: partitionOf(topic.key(value), topic.partitions),
    value: JSON.stringify(value),
    headers: id === undefined ? { ...headers } : { [CORRELATION_HEADER]: id, ...headers },
  };
}
