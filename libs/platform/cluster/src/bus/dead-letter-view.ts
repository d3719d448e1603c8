import { randomUUID } from 'node:crypto';
import type { Clock } from '@maru/ports';
import type { Consumer, KafkaMessage } from 'kafkajs';
import { type Buried, buriedFrom } from './dead-letter-topic.js';
import type { KafkaBus } from './kafka-bus.js';
import { headersOf } from './wire-record.js';

const LOOK_AGAIN_MS = 20;
const PATIENCE_MS = 10_000;

interface Seen {
  readonly letter: Buried;
  /** Counts what was seen: a letter that was written again has another. */
  readonly version: number;
}

/** What the dead topics hold, read from their beginning and followed from then on. It begins when somebody asks for the first time. */
export class DeadLetterView {
  private readonly letters = new Map<string, Seen>();
  /** By topic, the first offset that was not seen. */
  private readonly next = new Map<string, number>();
  private followed: ReadonlySet<string> = new Set();
  private consumer: Consumer | undefined;
  private catching: Promise<void> | undefined;
  private versions = 0;

  constructor(
    private readonly bus: KafkaBus,
    private readonly clock: Clock,
  ) {}

  /** All that was written before the call. */
  async upToDate(): Promise<ReadonlyMap<string, Seen>> {
    this.catching ??= this.catchUp().finally(() => (this.catching = undefined));
    await this.catching;
    return this.letters;
  }

  async close(): Promise<void> {
    await this.consumer?.disconnect();
  }

  private async catchUp(): Promise<void> {
    const { prefix } = this.bus.settings;
    const topics = [...(await this.bus.topics.names())].filter((name) => name.startsWith(prefix) && name.endsWith('.dead'));
    if (topics.some((topic) => !this.followed.has(topic))) await this.follow(topics);
    const ends = await Promise.all(topics.map(async (topic) => [topic, (await this.bus.topics.ends(topic)).get(0) ?? 0] as const));
    const until = this.clock.now() + PATIENCE_MS;
    while (ends.some(([topic, end]) => (this.next.get(topic) ?? 0) < end)) {
      if (this.clock.now() > until) throw new Error('the dead topics cannot be read at the moment');
      await this.clock.sleep(LOOK_AGAIN_MS);
    }
  }

  private async follow(topics: readonly string[]): Promise<void> {
    await this.consumer?.disconnect();
    this.letters.clear();
    this.next.clear();
    const groupId = `${this.bus.settings.prefix}dead-letters.${randomUUID()}`;
    const consumer = this.bus.kafka.consumer({ groupId, maxWaitTimeInMs: 250, sessionTimeout: 6_000, heartbeatInterval: 1_000 });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) this.see(batch.topic, message);
      },
    });
    this.followed = new Set(topics);
  }

  private see(topic: string, message: KafkaMessage): void {
    const id = message.key?.toString() ?? '';
    // Delete first: a letter that was written again is the last of the list.
    this.letters.delete(id);
    if (message.value)
      this.letters.set(id, { letter: buriedFrom(id, message.value.toString(), headersOf(message)), version: ++this.versions });
    this.next.set(topic, Number(message.offset) + 1);
  }
}
