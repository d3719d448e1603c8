import type { Topic } from '@maru/contracts';
import { type ActiveSubscription, type Clock, EventBus, type OutgoingRecord, type Sample, type Subscription } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import type { AttemptSettings } from './attempts.js';
import { DeadLetterTopic, wantedDead } from './dead-letter-topic.js';
import { GroupConsumer } from './group-consumer.js';
import { lagOf } from './group-lag.js';
import { KafkaTopics, wanted } from './kafka-topics.js';
import { type PlacedRecord, RecordSender } from './record-sender.js';
import { Subscriber } from './subscriber.js';
import { encode, type WireRecord } from './wire-record.js';

export interface BusSettings extends AttemptSettings {
  /** Stands before the name of each topic and group: several Marus may share their brokers. */
  readonly prefix: string;
  readonly replication: number;
  /** How long `close` waits until what was published here, for handlers that are here, is handled. */
  readonly drainMs: number;
}

const START: BusSettings = { prefix: '', replication: 1, attempts: 5, backOffMs: 50, drainMs: 5_000 };
const LOOK_AGAIN_MS = 20;
/** Whoever takes facts in batches hurries nobody: he asks for more so often. */
const REST_MS = 50;

interface Taking {
  readonly group: string;
  readonly groupId: string;
  readonly topics: readonly Topic[];
  readonly consumer: GroupConsumer;
}

/** The bus on Kafka. A topic's partitions are numbered by the contracts, so that one number decides on the partition and on the database shard. */
export class KafkaBus extends EventBus {
  readonly topics: KafkaTopics;
  readonly dead: DeadLetterTopic;
  private readonly taking = new Set<Taking>();
  private readonly logger = new Logger(KafkaBus.name);
  private closed = false;

  private constructor(
    readonly kafka: Kafka,
    private readonly clock: Clock,
    readonly settings: BusSettings,
    private readonly sender: RecordSender,
    private readonly isItsOwn: boolean,
  ) {
    super();
    this.topics = new KafkaTopics(kafka, settings.replication, clock);
    this.dead = new DeadLetterTopic(this.sender, settings.prefix);
  }

  /** Makes the topics where they are missing. A sender that is given is others', too, and does not end with the bus. */
  static async open(
    kafka: Kafka,
    clock: Clock,
    topics: readonly Topic[],
    settings: Partial<BusSettings> = {},
    sender?: RecordSender,
  ): Promise<KafkaBus> {
    const bus = new KafkaBus(kafka, clock, { ...START, ...settings }, sender ?? new RecordSender(kafka, clock), sender === undefined);
    const { prefix } = bus.settings;
    await bus.topics.ensure(topics.flatMap((topic) => [wanted(topic, prefix + topic.name), wantedDead(topic.name, prefix)]));
    return bus;
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.send(records.map(encode));
  }

  /** For what was checked when it was encoded, be it by an earlier process. */
  async send(records: readonly WireRecord[]): Promise<void> {
    await this.sendPlaced(records.map((record) => ({ ...record, key: String(record.key) })));
  }

  /** For what has a place already; its topic is named without the prefix. */
  async sendPlaced(records: readonly PlacedRecord[]): Promise<void> {
    if (this.closed) throw new Error('the bus is closed');
    await this.sender.send(records.map((record) => ({ ...record, topic: this.settings.prefix + record.topic })));
  }

  /** Resolves when it has joined its group. One group has a consumer for each subscription, and all of its processes have the same ones. */
  async subscribe(subscription: Subscription): Promise<ActiveSubscription> {
    const { group, topics, batchSize } = subscription;
    const { prefix } = this.settings;
    const byName = new Map(topics.map((topic) => [prefix + topic.name, topic]));
    const subscriber = new Subscriber(subscription, this.settings, this.clock, this.dead);
    const groupId = `${prefix}${group}.${topics.map(({ name }) => name).join('+')}`;
    const consumer = new GroupConsumer(this.kafka, this.clock, {
      groupId,
      topics: [...byName.keys()],
      batchSize,
      ...(batchSize > 1 ? (topics.every(({ kind }) => kind === 'events') ? { restMs: REST_MS } : { gathers: true }) : {}),
      handle: (messages, { topic, partition }, goesOn) => subscriber.take(messages, { topic: byName.get(topic)!, partition }, goesOn),
    });
    const taking = { group, groupId, topics, consumer };
    this.taking.add(taking);
    await consumer.start();
    return {
      close: async () => {
        if (this.taking.delete(taking)) await consumer.close();
      },
    };
  }

  /** Of each group that is here, in its partitions that are here. */
  async lag(): Promise<Sample[]> {
    const members = [...this.taking].flatMap(({ topics, ...taking }) => topics.map(({ name }) => ({ ...taking, name })));
    return await Promise.all(
      members.map(async ({ group, groupId, name, consumer }) => {
        const topic = this.settings.prefix + name;
        const value = await lagOf(this.topics, { groupId, topic, has: (partition) => consumer.has(topic, partition) });
        return { value, labels: { group, topic: name } };
      }),
    );
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.drain();
    this.closed = true;
    const taking = [...this.taking];
    this.taking.clear();
    await Promise.all(taking.map(({ consumer }) => consumer.close()));
    if (this.isItsOwn) await this.sender.close();
    await this.topics.close();
  }

  /** What was published from here and is handled here is handled first. The rest is the brokers' to keep. */
  private async drain(): Promise<void> {
    const end = this.clock.now() + this.settings.drainMs;
    while (this.isBehind()) {
      if (this.clock.now() >= end) {
        this.logger.warn('closing with records that are not handled: others will, or we when we are back');
        return;
      }
      await this.clock.sleep(LOOK_AGAIN_MS);
    }
  }

  private isBehind(): boolean {
    return [...this.taking].some(({ topics, consumer }) =>
      topics.some(({ name, partitions }) =>
        Array.from({ length: partitions }, (_, partition) => ({ topic: this.settings.prefix + name, partition })).some(
          ({ topic, partition }) => {
            const last = this.sender.lastOffset(topic, partition);
            return last !== undefined && consumer.has(topic, partition) && consumer.nextOffset(topic, partition) <= last;
          },
        ),
      ),
    );
  }
}
