import { Delivered } from '@maru/contracts';
import type { Outgoing, OutgoingRecord } from '@maru/ports';
import { z } from 'zod';
import { encode, type WireRecord } from '../bus/wire-record.js';

const Payload = z.object({
  records: z.array(
    z.object({
      topic: z.string(),
      partitions: z.int(),
      partition: z.int(),
      value: z.string(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
  deliveries: z.array(z.unknown()),
});

/** What one unit tells the world. */
export interface Told {
  readonly records: readonly WireRecord[];
  readonly deliveries: readonly Delivered[];
}

/** Collects what a unit tells. What does not fit its schema is refused here, before the commit: behind it, nobody could correct it. */
export class OutgoingBuffer implements Outgoing, Told {
  readonly records: WireRecord[] = [];
  readonly deliveries: Delivered[] = [];

  publish(...records: OutgoingRecord[]): void {
    for (const record of records) this.records.push(encode(record));
  }

  deliver(...deliveries: Delivered[]): void {
    for (const delivery of deliveries) this.deliveries.push(Delivered.parse(delivery));
  }

  get isEmpty(): boolean {
    return this.records.length === 0 && this.deliveries.length === 0;
  }

  toPayload(): string {
    return JSON.stringify({ records: this.records, deliveries: this.deliveries });
  }
}

/** A delivery of an earlier version is for sockets that are gone: it may be left out. */
export function fromPayload(payload: string): Told {
  const { records, deliveries } = Payload.parse(JSON.parse(payload));
  return { records, deliveries: deliveries.flatMap((delivery) => Delivered.safeParse(delivery).data ?? []) };
}
