import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivered } from '@maru/contracts';
import { type Clock, tracing } from '@maru/ports';
import type { OutboxUnderTest, Told } from '@maru/ports/contracts';
import { messageEvents } from '@maru/contracts';
import type { WireRecord } from '../bus/wire-record.js';
import { FixedClock } from '../clock/fixed-clock.js';
import type { OutboxTarget } from './outbox.js';

/** The world that outboxes tell, as far as a test sees it. */
export class RecordedWorld implements OutboxTarget {
  readonly told: Told[] = [];
  isStopped = false;
  /** When everybody has handled what was sent. */
  handled: Promise<void> = Promise.resolve();

  async send(records: readonly WireRecord[]): Promise<{ handled: Promise<void> }> {
    if (this.isStopped) throw new Error('stopped by the test');
    for (const { value, headers } of records) this.told.push({ record: messageEvents.schema.parse(JSON.parse(value)), headers });
    return { handled: this.handled };
  }

  async deliver(deliveries: readonly Delivered[]): Promise<void> {
    for (const delivery of deliveries) this.told.push({ delivery, traceparent: tracing.traceparent() });
  }
}

interface Store {
  recover(): Promise<void>;
  close(): Promise<void>;
}
export type Open<S> = (file: string, clock: Clock, world: RecordedWorld) => Promise<S>;

/** A store with an outbox on a file of its own. All processes on that file are closed together. */
export async function underTest<S extends Store>(open: Open<S>): Promise<OutboxUnderTest<S>> {
  const folder = mkdtempSync(join(tmpdir(), 'maru-'));
  const clock = new FixedClock();
  const processes: S[] = [];
  const start = async (): Promise<OutboxUnderTest<S>> => {
    const world = new RecordedWorld();
    const subject = await open(join(folder, 'store.sqlite'), clock, world);
    processes.push(subject);
    return {
      subject,
      told: world.told,
      pass: (ms) => clock.advance(ms),
      stopPublishing: () => void (world.isStopped = true),
      resumePublishing: () => void (world.isStopped = false),
      recover: () => subject.recover(),
      restart: start,
      close: async () => {
        for (const one of processes.splice(0)) await one.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
  return start();
}
