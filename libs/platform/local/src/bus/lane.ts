import { setImmediate as turn } from 'node:timers/promises';
import type { Topic } from '@maru/contracts';
import { type Clock, inContextOf, type IncomingRecord, type Subscription } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { outside } from '../wire/outside.js';
import type { DeadLetterTable } from './dead-letter-table.js';
import { decode, type Receipt, type WireRecord } from './wire-record.js';

const DEAD_TOPIC_PAUSE_MS = 1_000;

export interface LaneSettings {
  /** How many records may wait before publishers do. */
  readonly maxWaiting: number;
  /** How often a batch is tried, and then each record of it. */
  readonly attempts: number;
  /** Before the second attempt; doubled before each further one. */
  readonly backOffMs: number;
}

export interface LaneOf {
  readonly topic: Topic;
  readonly partition: number;
  readonly group: string;
}

interface Waiting {
  readonly record: WireRecord;
  readonly receipt: Receipt;
  readonly offset: number;
}

/** One partition of one topic for one group: handled in order, one batch at a time. It outlives its subscription: who comes back goes on. */
export class Lane {
  private waiting: Waiting[] = [];
  private readonly replays: { record: WireRecord; done: (handled: boolean) => void }[] = [];
  private subscription: Subscription | undefined;
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private draining = false;
  private stuck = false;
  private readonly logger = new Logger('InProcessBus');

  constructor(
    private readonly of: LaneOf,
    private readonly settings: LaneSettings,
    private readonly clock: Clock,
    private readonly dead: DeadLetterTable,
    private readonly onSpace: () => void,
  ) {}

  get name(): string {
    return `${this.of.group} at ${this.of.topic.name}/${this.of.partition}`;
  }

  get isAttached(): boolean {
    return this.subscription !== undefined;
  }

  get isFull(): boolean {
    return this.waiting.length >= this.settings.maxWaiting;
  }

  get lag(): { readonly group: string; readonly topic: string; readonly records: number } {
    return { group: this.of.group, topic: this.of.topic.name, records: this.waiting.length };
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  add(record: WireRecord, offset: number, receipt: Receipt): void {
    receipt.expect();
    this.waiting.push({ record, offset, receipt });
    this.start();
  }

  /** Handles a dead letter once more, between two batches. */
  replay(record: WireRecord): Promise<boolean> {
    if (!this.isAttached) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.replays.push({ record, done: resolve });
    this.start();
    return promise;
  }

  attach(subscription: Subscription): void {
    this.subscription = subscription;
    this.start();
  }

  /** Finishes the attempt that is under way. What could not be handled stays. */
  async detach(): Promise<void> {
    this.subscription = undefined;
    this.wake?.();
    await this.running;
    this.onSpace();
    for (const { done } of this.replays.splice(0)) done(false);
  }

  /** Handles all that waits, without retries: what fails now is not handled. Resolves when nothing goes on. */
  async drain(): Promise<void> {
    this.draining = true;
    this.wake?.();
    while (this.running) await this.running;
  }

  private start(): void {
    if (this.running || !this.subscription || this.stuck) return;
    this.running = outside(() => this.run()).finally(() => {
      this.running = undefined;
      if (this.hasWork) this.start();
    });
  }

  private get hasWork(): boolean {
    return this.waiting.length > 0 || this.replays.length > 0;
  }

  private async run(): Promise<void> {
    await turn();
    // A fact is published with what people are told of it: they come first.
    if (this.of.topic.kind === 'events') await turn();
    while (this.subscription && !this.stuck && this.hasWork) {
      for (const { record, done } of this.replays.splice(0)) done(await this.handleAgain(record));
      await this.handleNext();
      await turn();
    }
  }

  private async handleNext(): Promise<void> {
    const batch: IncomingRecord[] = [];
    const size = this.subscription?.batchSize ?? 0;
    for (const { record, offset } of this.waiting.slice(0, size)) {
      const decoded = decode(this.of.topic, record, offset);
      if (!('unfit' in decoded)) batch.push(decoded);
      else if (batch.length > 0) break;
      else return void (await this.bury(record, { reason: decoded.unfit }));
    }
    if (batch.length === 0) return undefined;
    const failure = await this.tryOften(batch);
    if (failure === undefined) return this.settle(batch.length);
    for (const record of batch) if (!(await this.handleAlone(record, batch.length === 1 ? failure : undefined))) return undefined;
    return undefined;
  }

  /** Of a batch that failed, only what cannot be handled by itself goes to the dead topic. False where nothing behind it may be handled now. */
  private async handleAlone(record: IncomingRecord, known?: Failure): Promise<boolean> {
    if (!this.subscription || this.stuck) return false;
    const failure = known ?? (await this.tryOften([record]));
    if (failure === undefined) {
      this.settle(1);
      return true;
    }
    return this.subscription !== undefined && !this.stuck && this.bury(this.waiting[0]!.record, failure);
  }

  /** Undefined when it was handled. Gives up early where the lane is closing. */
  private async tryOften(batch: readonly IncomingRecord[]): Promise<Failure | undefined> {
    for (let attempt = 1; ; attempt++) {
      const failure = await this.tryOnce(batch);
      if (!failure) return undefined;
      this.stuck = this.draining;
      if (attempt >= this.settings.attempts || this.stuck || !this.subscription) return failure;
      this.logger.warn(`${this.name} failed at attempt ${attempt}: ${failure.reason}`);
      await this.sleep(this.settings.backOffMs * 2 ** (attempt - 1));
      if (!this.subscription) return failure;
    }
  }

  private async tryOnce(batch: readonly IncomingRecord[]): Promise<Failure | undefined> {
    const { subscription } = this;
    if (!subscription) return { reason: 'the subscription is closed' };
    try {
      await inContextOf(batch, () => subscription.handle(batch));
      return undefined;
    } catch (error) {
      return { reason: String(error), stack: error instanceof Error ? error.stack : undefined };
    }
  }

  private async handleAgain(record: WireRecord): Promise<boolean> {
    const decoded = decode(this.of.topic, record, -1);
    return !('unfit' in decoded) && (await this.tryOnce([decoded])) === undefined;
  }

  /** Nothing is lost where the dead topic cannot be written: it waits. */
  private async bury(record: WireRecord, { reason, stack }: Failure): Promise<boolean> {
    try {
      this.dead.add({ ...record, group: this.of.group, reason, at: this.clock.now() });
    } catch (error) {
      this.logger.error(`${this.name}: the dead topic cannot be written: ${String(error)}`);
      this.stuck = this.draining;
      await this.sleep(DEAD_TOPIC_PAUSE_MS);
      return false;
    }
    this.logger.error(`${this.name}: a record went to the dead topic: ${reason}`, stack);
    this.settle(1);
    return true;
  }

  private settle(count: number): void {
    for (const { receipt } of this.waiting.splice(0, count)) receipt.settle();
    this.onSpace();
  }

  private sleep(ms: number): Promise<void> {
    if (this.draining || !this.subscription) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(ms, resolve);
    this.wake = () => {
      cancel();
      resolve();
    };
    return promise;
  }
}

interface Failure {
  readonly reason: string;
  readonly stack?: string | undefined;
}
