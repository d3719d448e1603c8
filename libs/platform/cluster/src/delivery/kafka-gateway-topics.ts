import { randomUUID } from 'node:crypto';
import { Delivered } from '@maru/contracts';
import { type Clock, inContextOf, withContext } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { GroupConsumer } from '../bus/group-consumer.js';
import type { KafkaTopics } from '../bus/kafka-topics.js';
import type { RecordSender } from '../bus/record-sender.js';
import { headersOf } from '../bus/wire-record.js';
import type { GatewayTopics, OpenedGatewayTopic } from './gateway-topics.js';
import { RECEIPT, REPLY_TO, type Receipts } from './receipts.js';
import { TopicLookups } from './topic-lookups.js';

/** What a gateway has not taken by then is for sockets that are gone. */
const RETENTION_MS = 600_000;
const RECORDS_AT_ONCE = 100;
const RECORD_CHARACTERS = 100_000;
/** A gateway that hangs in what it applies does not keep its process from its end. */
const FINISH_MS = 1_000;

type Apply = (deliveries: readonly Delivered[]) => Promise<void>;

/** One partition is one order. The topic outlives its gateway: one that comes back under its name takes it over, and begins with what comes then. */
export class KafkaGatewayTopics implements GatewayTopics {
  private readonly lookups: TopicLookups;
  private readonly opened = new Set<GroupConsumer>();
  private readonly logger = new Logger(KafkaGatewayTopics.name);

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: KafkaTopics,
    private readonly receipts: Receipts,
    private readonly clock: Clock,
    private readonly prefix: string,
    private readonly sender: RecordSender,
  ) {
    this.lookups = new TopicLookups(topics, clock);
  }

  async send(gatewayId: string, deliveries: readonly Delivered[]): Promise<void> {
    await this.append(gatewayId, deliveries, {});
  }

  async sendAndWait(gatewayId: string, deliveries: readonly Delivered[]): Promise<void> {
    const receipt = this.receipts.ask();
    try {
      if (await this.append(gatewayId, deliveries, receipt.headers)) await receipt.arrived;
    } finally {
      receipt.forget();
    }
  }

  async open(gatewayId: string, apply: Apply): Promise<OpenedGatewayTopic> {
    const topic = this.topicOf(gatewayId);
    await this.topics.ensure([
      { name: topic, partitions: 1, config: { 'retention.ms': String(RETENTION_MS), 'cleanup.policy': 'delete' } },
    ]);
    // What was for a former one is passed over, and nothing that is sent from here on is.
    const offset = (await this.topics.ends(topic)).get(0) ?? 0;
    const consumer = new GroupConsumer(this.kafka, this.clock, {
      groupId: `${topic}.${randomUUID()}`,
      topics: [topic],
      beginAt: { topic, partition: 0, offset },
      batchSize: RECORDS_AT_ONCE,
      finishMs: FINISH_MS,
      handle: async (messages) => {
        for (const message of messages) await this.apply(gatewayId, message, apply);
        return messages.length;
      },
    });
    this.opened.add(consumer);
    await consumer.start();
    return {
      close: async () => {
        if (this.opened.delete(consumer)) await consumer.close();
      },
    };
  }

  async close(): Promise<void> {
    const opened = [...this.opened];
    this.opened.clear();
    await Promise.all(opened.map((consumer) => consumer.close()));
  }

  /** False where the gateway has no topic. Calls keep their order. */
  private async append(gatewayId: string, deliveries: readonly Delivered[], headers: Readonly<Record<string, string>>): Promise<boolean> {
    const topic = this.topicOf(gatewayId);
    const exists = this.lookups.exists(topic);
    if (exists !== true && !(await exists)) return false;
    const values = inPortions(deliveries);
    const last = values.length - 1;
    await this.sender.send(
      values.map((value, index) => ({ topic, partition: 0, key: gatewayId, value, headers: withContext(index === last ? headers : {}) })),
    );
    return true;
  }

  private async apply(gatewayId: string, message: KafkaMessage, apply: Apply): Promise<void> {
    const headers = headersOf(message);
    try {
      await inContextOf([{ headers }], () => apply(this.decode(message.value?.toString() ?? '[]')));
    } catch (error) {
      this.logger.error(`gateway ${gatewayId} failed at deliveries`, error instanceof Error ? error.stack : String(error));
    }
    const { [RECEIPT]: receipt, [REPLY_TO]: replyTo } = headers;
    if (receipt !== undefined && replyTo !== undefined) this.receipts.give(receipt, replyTo);
  }

  /** One of another version is for sockets that do not know of it. */
  private decode(text: string): Delivered[] {
    const values: unknown = JSON.parse(text);
    if (!Array.isArray(values)) return [];
    return values.flatMap((value) => {
      const { success, data, error } = Delivered.safeParse(value);
      if (!success) this.logger.error(`dropped a delivery that does not fit its schema: ${error.message}`);
      return success ? [data] : [];
    });
  }

  private topicOf(gatewayId: string): string {
    // A topic's name has letters, digits and ._- only.
    return `${this.prefix}delivery.${gatewayId.replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
  }
}

/** One record, as a rule. */
function inPortions(deliveries: readonly Delivered[]): string[] {
  const portions: string[][] = [];
  let room = 0;
  for (const delivery of deliveries) {
    const text = JSON.stringify(delivery);
    if (portions.length === 0 || text.length > room) {
      portions.push([]);
      room = RECORD_CHARACTERS;
    }
    room -= text.length;
    portions.at(-1)?.push(text);
  }
  return portions.map((portion) => `[${portion.join(',')}]`);
}
