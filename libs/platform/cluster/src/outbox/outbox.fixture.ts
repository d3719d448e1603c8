import { type Delivered, messageEvents } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import { type Cancel, tracing } from '@maru/ports';
import type { Told } from '@maru/ports/contracts';
import { Logger } from '@nestjs/common';
import type { WireRecord } from '../bus/wire-record.js';
import type { OutboxTarget } from './outbox-target.js';

// What cannot be published is logged each time.
Logger.overrideLogger(false);

/** The world behind an outbox: it writes down what it is told. */
export class RecordedWorld implements OutboxTarget {
  readonly told: Told[] = [];
  isStopped = false;

  async send(records: readonly WireRecord[]): Promise<void> {
    if (this.isStopped) throw new Error('stopped by the test');
    for (const { value, headers } of records) this.told.push({ record: messageEvents.schema.parse(JSON.parse(value)), headers });
  }

  async deliver(deliveries: readonly Delivered[], facts: readonly WireRecord[]): Promise<void> {
    await this.send(facts);
    for (const delivery of deliveries) this.told.push({ delivery, traceparent: tracing.traceparent() });
  }
}

/** The clock of a process that can be killed: nothing that waits goes on afterwards. */
export class MortalClock extends SystemClock {
  private dead = false;

  kill(): void {
    this.dead = true;
  }

  override after(ms: number, run: () => void): Cancel {
    return super.after(ms, () => {
      if (!this.dead) run();
    });
  }

  override every(ms: number, run: () => void): Cancel {
    return super.every(ms, () => {
      if (!this.dead) run();
    });
  }
}
