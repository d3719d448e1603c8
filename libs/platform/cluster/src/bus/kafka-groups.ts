import type { Clock } from '@maru/ports';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../settings.js';
import { kafkaClient } from './kafka-client.js';
import { KafkaTopics } from './kafka-topics.js';

const LOOK_AGAIN_MS = 250;

/** The groups of a cluster, from outside: for whoever operates it, or tries it. */
export class KafkaGroups {
  private readonly kafka;
  private readonly topics: KafkaTopics;

  constructor(
    brokers: readonly Address[],
    clock: Clock,
    private readonly prefix = '',
  ) {
    this.kafka = kafkaClient(brokers);
    this.topics = new KafkaTopics(this.kafka, 1, clock);
  }

  /** A group is named by its service, and by the topics that it takes together. */
  async readersOf(topic: string): Promise<string[]> {
    const groupIds = await this.withAdmin(async (admin) => (await admin.listGroups()).groups.map(({ groupId }) => groupId));
    return groupIds.filter((groupId) => groupId.startsWith(this.prefix) && this.topicsOf(groupId).includes(topic));
  }

  /** They begin with all that is kept. Fails while one of their members is there. */
  async beginAgain(groupIds: readonly string[]): Promise<void> {
    await this.withAdmin((admin) => admin.deleteGroups([...groupIds]));
  }

  /** Resolves when nothing is left for a group to do; with what is left when that has not grown less for so long. */
  async doneWith(groupId: string, ms: number): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    let end = 0;
    for (;;) {
      const lags = await Promise.all(this.topicsOf(groupId).map((topic) => this.lag(groupId, topic)));
      const lag = lags.reduce((sum, one) => sum + one, 0);
      if (lag < least) {
        least = lag;
        end = performance.now() + ms;
      }
      if (lag === 0 || performance.now() >= end) return lag;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async close(): Promise<void> {
    await this.topics.close();
  }

  private topicsOf(groupId: string): string[] {
    const name = groupId.slice(this.prefix.length);
    return name.slice(name.indexOf('.') + 1).split('+');
  }

  private async lag(groupId: string, name: string): Promise<number> {
    const topic = this.prefix + name;
    const [kept, committed] = await Promise.all([this.topics.kept(topic), this.topics.committed(groupId, topic)]);
    return [...kept].reduce((sum, [partition, { from, end }]) => sum + end - Math.max(from, committed.get(partition) ?? from), 0);
  }

  private async withAdmin<T>(work: (admin: ReturnType<typeof this.kafka.admin>) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
