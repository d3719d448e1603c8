import { partitionOf, type Topic } from '@maru/contracts';
import { type IncomingRecord, type OutgoingRecord, withContext } from '@maru/ports';
import type { KafkaMessage } from 'kafkajs';

/** A record as it goes to a broker, and as it lies in an outbox until then. */
export interface WireRecord {
  readonly topic: string;
  /** Records of one key keep their order. */
  readonly key: number;
  readonly partition: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Throws where the record does not fit its topic. */
export function encode({ topic, value, headers }: OutgoingRecord): WireRecord {
  const checked = topic.schema.safeParse(value);
  if (!checked.success) throw new Error(`${value.type} does not fit ${topic.name}: ${checked.error.message}`);
  const key = topic.key(value);
  return {
    topic: topic.name,
    key,
    partition: partitionOf(key, topic.partitions),
    value: JSON.stringify(value),
    headers: withContext(headers),
  };
}

export function decode(
  topic: Topic,
  partition: number,
  message: KafkaMessage,
  headers: Readonly<Record<string, string>>,
): IncomingRecord | { readonly unfit: string } {
  const json = parsed(message.value?.toString() ?? '');
  if (json === undefined) return { unfit: 'no JSON' };
  const checked = topic.schema.safeParse(json);
  if (!checked.success) return { unfit: `does not fit ${topic.name}: ${checked.error.message}` };
  return { topic: topic.name, partition, offset: Number(message.offset), value: checked.data, headers };
}

export function headersOf({ headers = {} }: KafkaMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]));
}

export function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
