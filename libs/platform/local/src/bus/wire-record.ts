import { partitionOf, type Topic } from '@maru/contracts';
import { type IncomingRecord, type OutgoingRecord, withContext } from '@maru/ports';

/** A record on its way: text, as on any bus. */
export interface WireRecord {
  readonly topic: string;
  readonly partitions: number;
  readonly partition: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record that was checked in this process and never left it: its schema need not look at it again. Read from a file, it is none. */
class CheckedRecord implements WireRecord {
  constructor(
    readonly topic: string,
    readonly partitions: number,
    readonly partition: number,
    readonly value: string,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}

/** Follows the records of one `publish` until every group has handled them, or given them to the dead topic. */
export class Receipt {
  readonly handled: Promise<void>;
  private open = 1;
  private readonly resolve: () => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.handled = promise;
    this.resolve = resolve;
  }

  /** One more group has to handle one of the records. */
  expect(): void {
    this.open++;
  }

  settle(): void {
    if (--this.open === 0) this.resolve();
  }
}

/** Throws where the record does not fit its topic. */
export function encode({ topic, value, headers }: OutgoingRecord): WireRecord {
  const checked = topic.schema.safeParse(value);
  if (!checked.success) throw new Error(`${value.type} does not fit ${topic.name}: ${checked.error.message}`);
  const partition = partitionOf(topic.key(checked.data), topic.partitions);
  // As the schema leaves it: what arrives is what its check would have made of it there.
  return new CheckedRecord(topic.name, topic.partitions, partition, JSON.stringify(checked.data), withContext(headers));
}

/** The record as a handler gets it, or why it cannot. */
export function decode(topic: Topic, record: WireRecord, offset: number): IncomingRecord | { readonly unfit: string } {
  const { partition, headers } = record;
  if (record instanceof CheckedRecord) {
    const value = JSON.parse(record.value) as IncomingRecord['value'];
    return { topic: topic.name, partition, offset, value, headers };
  }
  let value: unknown;
  try {
    value = JSON.parse(record.value);
  } catch (error) {
    return { unfit: `not JSON: ${String(error)}` };
  }
  const checked = topic.schema.safeParse(value);
  if (!checked.success) return { unfit: `does not fit the schema: ${checked.error.message}` };
  return { topic: topic.name, partition, offset, value: checked.data, headers };
}
