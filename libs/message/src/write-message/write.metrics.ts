import { Clock, type Counter, type Histogram, Metrics } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { WrittenMessage } from './partition-batch.js';

@Injectable()
export class WriteMetrics {
  readonly #batches: Histogram;
  readonly #stored: Counter;
  readonly #acks: Histogram;
  readonly #conflicts: Counter;

  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.#batches = metrics.histogram('maru_message_batch_commands', 'commands in one unit of work', [1, 2, 5, 10, 25, 50, 100, 250, 500]);
    this.#stored = metrics.counter('maru_messages_stored_total', 'messages that were committed');
    this.#acks = metrics.histogram(
      'maru_message_ack_seconds',
      'from the frame at the gateway to the ack of the committed message',
      [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    );
    this.#conflicts = metrics.counter('maru_message_conflicts_total', 'units of work that met another writer of a channel');
  }

  committed(commands: number, written: readonly WrittenMessage[]): void {
    this.#batches.observe(commands);
    if (written.length > 0) this.#stored.add(written.length);
    const now = this.clock.now();
    for (const { at } of written) this.#acks.observe(Math.max(0, now - at) / 1_000);
  }

  conflicted(): void {
    this.#conflicts.add();
  }
}
