import {
  type ActiveSubscription,
  type Clock,
  EventBus,
  type Metrics,
  type OutgoingRecord,
  type Sample,
  type Subscription,
} from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { DeadLetterTable } from './dead-letter-table.js';
import { Lane, type LaneOf, type LaneSettings } from './lane.js';
import { PartitionLog } from './partition-log.js';
import { encode, Receipt, type WireRecord } from './wire-record.js';

export interface BusSettings extends LaneSettings {
  /** How long `close` waits for what is queued. */
  readonly drainMs: number;
}

const START: BusSettings = { maxWaiting: 10_000, attempts: 5, backOffMs: 20, drainMs: 5_000 };

/** A bus within one process, which keeps the whole contract of a real one. A record without a group that listens is gone. */
export class InProcessBus extends EventBus {
  private readonly topics = new Map<string, PartitionLog[]>();
  private readonly settings: BusSettings;
  private readonly logger = new Logger(InProcessBus.name);
  private closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly dead: DeadLetterTable,
    settings: Partial<BusSettings> = {},
  ) {
    super();
    this.settings = { ...START, ...settings };
  }

  measure(metrics: Metrics): void {
    const help = 'Records that wait for their group, or are in its hands';
    metrics.collect('maru_consumer_lag_records', help, async () => this.lags(), ['group', 'topic']);
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.send(records);
  }

  /** Publishes, and lets the caller follow the records until all groups have done with them. */
  async send(records: readonly OutgoingRecord[]): Promise<Receipt> {
    return this.sendEncoded(records.map(encode));
  }

  /** For what was checked when it was encoded, be it by an earlier process. */
  async sendEncoded(records: readonly WireRecord[]): Promise<Receipt> {
    if (this.closed) throw new Error('the bus is closed');
    const receipt = new Receipt();
    const waiting: Promise<void>[] = [];
    for (const record of records) {
      const appended = this.partitionsOf(record.topic, record.partitions)[record.partition]!.append(record, receipt);
      if (appended) waiting.push(appended);
    }
    await Promise.all(waiting);
    receipt.settle();
    return receipt;
  }

  async subscribe(subscription: Subscription): Promise<ActiveSubscription> {
    const { group, topics } = subscription;
    const lanes = topics.flatMap((topic) =>
      this.partitionsOf(topic.name, topic.partitions).map(
        (log, partition) => log.laneOf(group) ?? this.addLane(log, { topic, partition, group }),
      ),
    );
    const taken = lanes.find((lane) => lane.isAttached);
    if (taken) throw new Error(`${taken.name} is taken already`);
    for (const lane of lanes) lane.attach(subscription);
    return { close: async () => void (await Promise.all(lanes.map((lane) => lane.detach()))) };
  }

  /** False where the group is not here, or cannot handle it. */
  async replay(group: string, record: WireRecord): Promise<boolean> {
    const lane = this.topics.get(record.topic)?.[record.partition]?.laneOf(group);
    return lane ? lane.replay(record) : false;
  }

  async close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const cancel = this.clock.after(this.settings.drainMs, () => resolve('late'));
    if ((await Promise.race([this.drained(), late])) === 'late') this.logger.warn('closing with records that are not handled');
    cancel();
    this.closed = true;
    for (const log of this.logs()) log.refuseWaiting(new Error('the bus is closed'));
    await Promise.race([Promise.all(this.lanes().map((lane) => lane.detach())), late]);
  }

  /** What one lane handles may put something into another. */
  async drained(): Promise<void> {
    do await Promise.all(this.lanes().map((lane) => lane.drain()));
    while (this.lanes().some((lane) => lane.isRunning));
  }

  private addLane(log: PartitionLog, of: LaneOf): Lane {
    const lane = new Lane(of, this.settings, this.clock, this.dead, () => log.letIn());
    log.addLane(of.group, lane);
    return lane;
  }

  private lags(): Sample[] {
    const sums = new Map<string, { value: number; labels: { group: string; topic: string } }>();
    for (const { group, topic, records } of this.lanes().map(({ lag }) => lag)) {
      const key = `${group} ${topic}`;
      const sum = sums.get(key) ?? { value: 0, labels: { group, topic } };
      sum.value += records;
      sums.set(key, sum);
    }
    return [...sums.values()];
  }

  private lanes(): Lane[] {
    return this.logs().flatMap((log) => [...log.groups]);
  }

  private logs(): PartitionLog[] {
    return [...this.topics.values()].flat();
  }

  private partitionsOf(topic: string, count: number): PartitionLog[] {
    const known = this.topics.get(topic);
    if (known) return known;
    const logs = Array.from({ length: count }, () => new PartitionLog(topic));
    this.topics.set(topic, logs);
    return logs;
  }
}
