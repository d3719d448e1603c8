import type { Delivered } from '@maru/contracts';
import { type GatewayEnd, tracing } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { outside } from '../wire/outside.js';

/** Above this, producers wait for the gateway. */
const LONG = 10_000;

/** What belongs to one trace, or to none. */
interface Portion {
  readonly traceparent: string | undefined;
  readonly deliveries: Delivered[];
}

/** What is under way to one gateway, in order. */
export class GatewayQueue {
  private waiting: Portion[] = [];
  private added = 0;
  private done = 0;
  private running = false;
  private closed = false;
  private waiters: { upTo: number; resolve: () => void }[] = [];
  private readonly logger = new Logger(GatewayQueue.name);

  constructor(private readonly gateway: GatewayEnd) {}

  get isLong(): boolean {
    return this.added - this.done > LONG;
  }

  add(deliveries: readonly Delivered[]): void {
    const traceparent = tracing.traceparent();
    const last = this.waiting.at(-1);
    const portion = last?.traceparent === traceparent && last !== undefined ? last.deliveries : [];
    for (const one of deliveries) portion.push(one);
    if (portion !== last?.deliveries) this.waiting.push({ traceparent, deliveries: portion });
    this.added += deliveries.length;
    if (this.running) return;
    this.running = true;
    outside(() => queueMicrotask(() => void this.applyAll()));
  }

  /** Resolves when what has been added so far is applied, or the gateway is gone. */
  applied(): Promise<void> {
    if (this.closed || this.done === this.added) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.waiters.push({ upTo: this.added, resolve });
    return promise;
  }

  close(): void {
    this.closed = true;
    this.waiting = [];
    for (const { resolve } of this.waiters.splice(0)) resolve();
  }

  private async applyAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const portions = this.waiting;
      this.waiting = [];
      for (const { traceparent, deliveries } of portions) {
        await tracing.run(traceparent, () => this.apply(deliveries));
        this.done += deliveries.length;
      }
      while (this.waiters[0] && this.waiters[0].upTo <= this.done) this.waiters.shift()?.resolve();
    }
    this.running = false;
  }

  /** A gateway that fails at some deliveries must still get those behind them. */
  private async apply(batch: readonly Delivered[]): Promise<void> {
    try {
      await this.gateway.apply(batch);
    } catch (error) {
      const stack = error instanceof Error ? error.stack : error;
      this.logger.error(`gateway ${this.gateway.gatewayId} failed at ${batch.length} deliveries`, stack);
    }
  }
}
