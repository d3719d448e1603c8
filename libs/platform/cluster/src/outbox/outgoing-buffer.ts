import { Delivered } from '@maru/contracts';
import { type Outgoing, type OutgoingRecord, traceparentFrom, tracing } from '@maru/ports';
import { z } from 'zod';
import { encode, type WireRecord } from '../bus/wire-record.js';

/** Characters of one row: three bytes each at most, and a server takes a packet of 16 MiB. */
const ROW_CHARACTERS = 4_000_000;

const Payload = z.object({
  records: z.array(
    z.object({ topic: z.string(), key: z.int(), partition: z.int(), value: z.string(), headers: z.record(z.string(), z.string()) }),
  ),
  deliveries: z.array(z.unknown()),
  traceparent: z.string().optional(),
});

/** What one row of an outbox tells the world. */
export interface Told {
  readonly records: readonly WireRecord[];
  readonly deliveries: readonly Delivered[];
  /** What its deliveries go on with; its records have it in their headers. */
  readonly traceparent?: string | undefined;
}

/** Collects what a unit tells. What does not fit its schema is refused here, before the commit: behind it, nobody could correct it. */
export class OutgoingBuffer implements Outgoing {
  private readonly records: WireRecord[] = [];
  private readonly deliveries: Delivered[] = [];
  private traceparent: string | undefined;

  publish(...records: OutgoingRecord[]): void {
    for (const record of records) this.records.push(encode(record));
  }

  deliver(...deliveries: Delivered[]): void {
    this.traceparent ??= tracing.traceparent();
    for (const delivery of deliveries) this.deliveries.push(Delivered.parse(delivery));
  }

  /** One row; more of them, in this order, where it would be too large. None where nothing is told. */
  rows(rowCharacters = ROW_CHARACTERS): Told[] {
    const rows: { records: WireRecord[]; deliveries: Delivered[]; traceparent: string | undefined }[] = [];
    let room = 0;
    const rowFor = (length: number) => {
      let row = rows.at(-1);
      if (!row || length > room) {
        rows.push((row = { records: [], deliveries: [], traceparent: this.traceparent }));
        room = rowCharacters;
      }
      room -= length;
      return row;
    };
    for (const record of this.records) rowFor(record.value.length).records.push(record);
    for (const delivery of this.deliveries) rowFor(lengthOf(delivery)).deliveries.push(delivery);
    return rows;
  }
}

export function toPayload({ records, deliveries, traceparent }: Told): string {
  return JSON.stringify({ records, deliveries, traceparent });
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

/** Nearly: what is long in a delivery are its frames. */
function lengthOf(delivery: Delivered): number {
  return Object.values(delivery).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 200), 0);
}
