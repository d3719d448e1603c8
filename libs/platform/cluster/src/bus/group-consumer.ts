import type { Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage, Offsets } from 'kafkajs';
import { OffsetCommits } from './offset-commits.js';
import { PartitionLane } from './partition-lane.js';

export interface GroupConsumerSettings {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** For a group of one, where it begins, and so it commits nothing: it knows where it is, and nobody comes after it. Without it, with what is kept. */
  readonly beginAt?: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly batchSize: number;
  /** What comes within this time after some records is fetched together; without it, at once. */
  readonly restMs?: number;
  /** While a partition is busy, its batches and the questions for more come less often, and have more in them. */
  readonly gathers?: boolean;
  /** How long `close` waits for what is begun; for ever without it. */
  readonly finishMs?: number;
  handle(batch: readonly KafkaMessage[], from: { topic: string; partition: number }, goesOn: () => boolean): Promise<number>;
}

/** A dead consumer is replaced after the first; the others keep a living one from being taken for dead. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;
const REBALANCE_MS = 10_000;
/**
 * How long a broker keeps a question that it has no answer for: a partition that was paused is asked for again after at most this, and one who
 * leaves goes after at most this. Where nothing happens, questions are what a consumer costs, here and at the broker.
 */
const LONGEST_WAIT_MS = 500;
const COME_BACK_MS = 200;
/** A busy partition rests behind each batch as long as that took, but no longer than this. */
const LONGEST_REST_MS = 30;
/** While one of its partitions is busy, a consumer asks for more so often. */
const BUSY_MS = 8;
/** So many partitions of one answer rest at the same time. */
const RESTING_TOGETHER = 64;
const JOIN_MS = 15_000;
/**
 * About five seconds: a broker that comes back is not ready at once, and whoever holds out keeps his place in the group. The driver asks the
 * same coordinator each time, even where there is another by now: it must give up some day, and begin again.
 */
const RETRY = { initialRetryTime: 50, maxRetryTime: 500, retries: 13, restartOnFailure: async () => false };

/** A member of a group: brings its partitions to their lanes, and comes back by itself whatever happens to the brokers. */
export class GroupConsumer {
  private readonly lanes = new Map<string, PartitionLane>();
  private readonly commits: OffsetCommits;
  private readonly joined = Promise.withResolvers<void>();
  private readonly logger = new Logger(GroupConsumer.name);
  private consumer: Consumer | undefined;
  /** Of the driver's ways to commit the one that does not try again by itself: behind a rebalance that would be in the name of the new group. */
  private commitOnce: ((offsets: Offsets) => Promise<void>) | undefined;
  private ours: ReadonlySet<string> = new Set();
  private closed = false;
  private resting: Promise<void> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly clock: Clock,
    private readonly settings: GroupConsumerSettings,
  ) {
    this.commits = new OffsetCommits(clock, async (offsets) => this.commitOnce?.(offsets));
  }

  /** Resolves when it has joined its group. Where that takes long, it goes on trying. */
  async start(): Promise<void> {
    await this.open();
    const late = this.clock.sleep(JOIN_MS).then(() => 'late' as const);
    if ((await Promise.race([this.joined.promise, late])) === 'late') this.logger.warn(`${this.settings.groupId}: not in its group yet`);
  }

  has(topic: string, partition: number): boolean {
    return this.ours.has(laneKey(topic, partition));
  }

  /** The first offset of a partition that was not handled here. */
  nextOffset(topic: string, partition: number): number {
    return this.lanes.get(laneKey(topic, partition))?.nextOffset ?? 0;
  }

  /** Takes no more, finishes what is begun, and leaves the group. */
  async close(): Promise<void> {
    this.closed = true;
    const { finishMs } = this.settings;
    const finished = Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    await (finishMs === undefined ? finished : Promise.race([finished, this.clock.sleep(finishMs)]));
    await this.commits.flush();
    await this.leave(this.consumer);
  }

  private async open(): Promise<void> {
    const { groupId, topics } = this.settings;
    const consumer = this.kafka.consumer({
      groupId,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: LONGEST_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: RETRY,
    });
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (this.consumer === consumer) this.joinedWith(consumer, payload.memberAssignment);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => void this.comeBack(consumer, payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: RESTING_TOGETHER,
        eachBatch: async (payload) => {
          const wasBusy = this.take(consumer, payload);
          await this.rest(wasBusy);
        },
      });
    } catch (error) {
      await this.comeBack(consumer, error);
    }
  }

  /** The driver goes on after most things by itself; here it has given up. */
  private async comeBack(former: Consumer, error: unknown): Promise<void> {
    if (this.closed || this.consumer !== former) return;
    this.consumer = undefined;
    this.logger.error(`${this.settings.groupId} begins again: ${String(error)}`);
    await this.leave(former);
    await this.clock.sleep(COME_BACK_MS);
    if (!this.closed) await this.open();
  }

  private async leave(consumer: Consumer | undefined): Promise<void> {
    try {
      await consumer?.disconnect();
    } catch (error) {
      this.logger.debug(`${this.settings.groupId}: ${String(error)}`);
    }
  }

  private joinedWith(consumer: Consumer, assignment: Readonly<Record<string, number[]>>): void {
    this.ours = new Set(Object.entries(assignment).flatMap(([topic, partitions]) => partitions.map((one) => laneKey(topic, one))));
    this.commits.forget();
    for (const [key, lane] of this.lanes) lane.reset(this.ours.has(key) && !this.closed);
    this.seek();
    consumer.resume(Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions })));
    this.joined.resolve();
  }

  private seek(): void {
    const { beginAt } = this.settings;
    if (!beginAt || !this.has(beginAt.topic, beginAt.partition)) return;
    const { topic, partition } = beginAt;
    this.consumer?.seek({ topic, partition, offset: String(Math.max(beginAt.offset, this.nextOffset(topic, partition))) });
  }

  /** Hands the records on, and does not wait for them: a partition that is slow does not keep the others waiting. Tells whether it is. */
  private take(consumer: Consumer, payload: EachBatchPayload): boolean {
    const { topic, partition, messages } = payload.batch;
    const last = messages.at(-1);
    if (!last || this.closed || this.consumer !== consumer) return false;
    this.commitOnce = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    const lane = this.laneOf(topic, partition);
    const wasBusy = lane.isBusy;
    const isFull = lane.offer(messages);
    payload.resolveOffset(last.offset);
    if (isFull) consumer.pause([{ topic, partitions: [partition] }]);
    return wasBusy;
  }

  /** The driver asks for more when all partitions of its last answer are through. */
  private rest(wasBusy: boolean): Promise<void> | undefined {
    const restMs = this.settings.restMs ?? (wasBusy && this.settings.gathers === true ? BUSY_MS : undefined);
    if (restMs === undefined) return undefined;
    return (this.resting ??= this.clock.sleep(restMs).finally(() => (this.resting = undefined)));
  }

  private laneOf(topic: string, partition: number): PartitionLane {
    const key = laneKey(topic, partition);
    const known = this.lanes.get(key);
    if (known) return known;
    const lane = new PartitionLane({
      batchSize: this.settings.batchSize,
      handle: (batch, goesOn) => this.settings.handle(batch, { topic, partition }, goesOn),
      ...(this.settings.gathers === true ? { rest: (tookMs) => this.clock.sleep(Math.min(LONGEST_REST_MS, Math.ceil(tookMs))) } : {}),
      done: (offset) => {
        if (this.settings.beginAt === undefined) this.commits.add(key, { topic, partition, offset: String(offset) });
      },
      drained: () => this.consumer?.resume([{ topic, partitions: [partition] }]),
    });
    this.lanes.set(key, lane);
    return lane;
  }
}

function laneKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
