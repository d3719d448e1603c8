import type { Topic } from '@maru/contracts';
import type { Clock } from '@maru/ports';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import { tryAgain } from '../try-again.js';

/** Between two looks for what the brokers have not made known yet. */
const LOOK_AGAIN_MS = 50;
const LOOKS = 400;
/** A partition that has a leader by its topic's description may not have heard of it yet. */
const UNTIL_LED = { attempts: 30, backOffMs: LOOK_AGAIN_MS, maxBackOffMs: 500 };

export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Topics are made by whoever needs them first, and never by a typo: the brokers make none by themselves. */
export class KafkaTopics {
  private admin: Promise<Admin> | undefined;
  private readonly ready = new Map<string, Promise<void>>();
  /** Making is one at a time: two of the same name at once would be an error of one of them. */
  private making: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly replication: number,
    private readonly clock: Clock,
  ) {}

  /** Resolves when each has all its partitions, and each of them a leader. */
  async ensure(topics: readonly WantedTopic[]): Promise<void> {
    await Promise.all(topics.map((topic) => this.ensureOne(topic)));
  }

  async names(): Promise<ReadonlySet<string>> {
    return new Set(await (await this.connected()).listTopics());
  }

  /** What the next record of each partition will have as its offset. */
  async ends(topic: string): Promise<ReadonlyMap<number, number>> {
    const offsets = await tryAgain(this.clock, UNTIL_LED, isPassing, async () => (await this.connected()).fetchTopicOffsets(topic));
    return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
  }

  /** From which offset each partition is still there, and where it ends. */
  async kept(topic: string): Promise<ReadonlyMap<number, { readonly from: number; readonly end: number }>> {
    const offsets = await (await this.connected()).fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, low, high }) => [partition, { from: Number(low), end: Number(high) }]));
  }

  /** Where a group would go on; without the partitions that it has not begun. */
  async committed(groupId: string, topic: string): Promise<ReadonlyMap<number, number>> {
    const [found] = await (await this.connected()).fetchOffsets({ groupId, topics: [topic] });
    const begun = found?.partitions.filter(({ offset }) => Number(offset) >= 0) ?? [];
    return new Map(begun.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.ready.delete(name);
    if (names.length > 0) await (await this.connected()).deleteTopics({ topics: [...names] });
  }

  async close(): Promise<void> {
    const admin = this.admin;
    this.admin = undefined;
    await (await admin)?.disconnect();
  }

  private ensureOne(topic: WantedTopic): Promise<void> {
    const known = this.ready.get(topic.name);
    if (known) return known;
    const made = this.making.then(() => this.make(topic));
    this.making = made.catch(() => this.ready.delete(topic.name));
    this.ready.set(topic.name, made);
    return made;
  }

  private async make({ name, partitions, config }: WantedTopic): Promise<void> {
    const admin = await this.connected();
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    const topic: ITopicConfig = { topic: name, numPartitions: partitions, replicationFactor: this.replication, configEntries };
    // The driver's own waiting for leaders fails on several brokers though the topic was made.
    if (!(await admin.listTopics()).includes(name)) await admin.createTopics({ topics: [topic], waitForLeaders: false });
    for (let look = 1; ; look++) {
      const found = await this.partitionsOf(admin, name);
      if (found >= partitions) return;
      if (look === LOOKS && found > 0) {
        throw new Error(`topic ${name} has ${found} partitions, not ${partitions}: its records would be in another order`);
      }
      if (look === LOOKS) throw new Error(`topic ${name} was not made`);
      await this.clock.sleep(LOOK_AGAIN_MS);
    }
  }

  /** Those that have a leader. */
  private async partitionsOf(admin: Admin, topic: string): Promise<number> {
    if (!(await admin.listTopics()).includes(topic)) return 0;
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.flatMap((one) => one.partitions).filter(({ leader }) => leader >= 0).length;
  }

  private connected(): Promise<Admin> {
    if (this.admin) return this.admin;
    const admin = this.kafka.admin();
    const connected = admin.connect().then(() => admin);
    this.admin = connected;
    connected.catch(() => (this.admin = undefined));
    return connected;
  }
}

export function wanted(topic: Topic, name: string): WantedTopic {
  return { name, partitions: topic.partitions, config: { 'retention.ms': String(topic.retentionMs), 'cleanup.policy': 'delete' } };
}

/** The driver says so itself; its classes cannot be imported by name. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}
