import { Delivered } from '@maru/contracts';
import { type Outgoing, type OutgoingRecord, traceparentFrom, tracing } from '@maru/ports';
import { z } from 'zod';
import { encode, type WireRecord } from '../bus/wire-record.js';

const Payload = z.object({
  records: z.array(
    z.object({
      topic: z.string(),
      partitions: z.int(),
      partition: z.int(),
      /** A text in rows of earlier versions. */
      value: z.union([z.string(), z.looseObject({}).transform((value) => JSON.stringify(value))]),
      headers: z.record(z.string(), z.string()),
    }),
  ),
  deliveries: z.array(z.unknown()),
  traceparent: z.string().optional(),
});

/** What one unit tells the world. */
export interface Told {
  readonly records: readonly WireRecord[];
  readonly deliveries: readonly Delivered[];
  /** What its deliveries go on with; its records have it in their headers. */
  readonly traceparent?: string | undefined;
}

/** Collects what a unit tells. What does not fit its schema is refused here, before the commit: behind it, nobody could correct it. */
export class OutgoingBuffer implements Outgoing, Told {
  readonly records: WireRecord[] = [];
  readonly deliveries: Delivered[] = [];
  traceparent: string | undefined;

  publish(...records: OutgoingRecord[]): void {
    for (const record of records) this.records.push(encode(record));
  }

  deliver(...deliveries: Delivered[]): void {
    this.traceparent ??= tracing.traceparent();
    for (const delivery of deliveries) this.deliveries.push(Delivered.parse(delivery));
  }

  get isEmpty(): boolean {
    return this.records.length === 0 && this.deliveries.length === 0;
  }

  toPayload(): string {
    const records = this.records.map(payloadOf).join();
    const traceparent = this.traceparent === undefined ? '' : `,"traceparent":${JSON.stringify(this.traceparent)}`;
    return `{"records":[${records}],"deliveries":${JSON.stringify(this.deliveries)}${traceparent}}`;
  }
}

/** Its value is JSON already, and stands there as it is. */
function payloadOf({ topic, partitions, partition, value, headers }: WireRecord): string {
  return `{"topic":${JSON.stringify(topic)},"partitions":${partitions},"partition":${partition},"value":${value},"headers":${JSON.stringify(headers)}}`;
}

/** A delivery of an earlier version is for sockets that are gone: it may be left out. */
export function fromPayload(payload: string): Told {
  const { records, deliveries, traceparent } = Payload.parse(JSON.parse(payload));
  return {
    records,
    traceparent: traceparentFrom(traceparent),
    deliveries: deliveries.flatMap((delivery) => Delivered.safeParse(delivery).data ?? []),
  };
}
