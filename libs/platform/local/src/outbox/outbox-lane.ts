import { type Clock, tracing } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { outside } from '../wire/outside.js';
import type { OutboxRow, OutboxTarget } from './outbox.js';

const BACK_OFF_MS = 20;
const MAX_BACK_OFF_MS = 5_000;

interface Queued {
  readonly row: OutboxRow;
  /** Resolves when the row is published, or when it is known that it cannot be at the moment. */
  tried: () => void;
}

/** The rows of one partition, published one after the other in the order of their commits. */
export class OutboxLane {
  private readonly queue: Queued[] = [];
  private readonly published: { readonly id: number; handled: boolean }[] = [];
  private running = false;
  private failures = 0;
  private closed = false;
  private readonly logger = new Logger('Outbox');
  /** All rows up to this id are handled by everybody: they may be deleted. */
  handledThrough = 0;

  constructor(
    private readonly target: OutboxTarget,
    private readonly clock: Clock,
    private readonly onHandled: () => void,
    private held: boolean,
  ) {}

  add(row: OutboxRow): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.queue.push({ row, tried: resolve });
    if (this.held || this.failures > 0 || this.closed) resolve();
    this.start();
    return promise;
  }

  /** Resolves when all that waited has been tried. */
  release(): Promise<void> {
    if (!this.held) return Promise.resolve();
    this.held = false;
    this.start();
    const last = this.queue.at(-1);
    return last ? new Promise((resolve) => void (last.tried = resolve)) : Promise.resolve();
  }

  close(): void {
    this.closed = true;
    this.tellTried();
  }

  private start(): void {
    if (this.running || this.held || this.closed) return;
    this.running = true;
    outside(() => void this.run());
  }

  private async run(): Promise<void> {
    for (let next = this.queue[0]; next && !this.closed; next = this.queue[0]) {
      try {
        await this.publish(next.row);
        this.failures = 0;
        this.queue.shift();
        next.tried();
      } catch (error) {
        this.failures++;
        this.logger.warn(`row ${next.row.id} could not be published (${this.failures}): ${String(error)}`);
        this.tellTried();
        await this.clock.sleep(Math.min(MAX_BACK_OFF_MS, BACK_OFF_MS * 2 ** (this.failures - 1)));
      }
    }
    this.running = false;
  }

  private async publish({ id, told }: OutboxRow): Promise<void> {
    const { handled } = await this.target.send(told.records);
    await tracing.run(told.traceparent, () => this.target.deliver(told.deliveries));
    const published = { id, handled: false };
    this.published.push(published);
    void handled.then(() => this.settle(published));
  }

  private settle(published: { handled: boolean }): void {
    published.handled = true;
    for (let first = this.published[0]; first?.handled; first = this.published[0]) {
      this.handledThrough = first.id;
      this.published.shift();
    }
    this.onHandled();
  }

  private tellTried(): void {
    for (const { tried } of this.queue) tried();
  }
}
