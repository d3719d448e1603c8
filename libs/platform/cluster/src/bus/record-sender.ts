import type { Clock } from '@maru/ports';
import { ClusterNumbers } from '../cluster-numbers.js';
import { Logger } from '@nestjs/common';
import type { Kafka, Producer, RecordMetadata, TopicMessages } from 'kafkajs';

/** A record with its place. */
export interface PlacedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  /** `null` forgets the key, in a topic that keeps the last record of each. */
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Of one `send`: settled when all its records are kept, or one is not. */
interface Ticket {
  open: number;
  readonly kept: () => void;
  readonly lost: (error: Error) => void;
}

interface Waiting {
  readonly record: PlacedRecord;
  readonly bytes: number;
  readonly ticket: Ticket;
}

/** A broker takes 1 MiB for one partition at once. */
const MOST_BYTES = 700_000;
const MOST_RECORDS = 2_000;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 200;

/**
 * Sends records in the order of the calls. Overlapping sends of the driver overtake each other, so there is one at a time: what comes
 * meanwhile waits, and goes together.
 */
export class RecordSender {
  private waiting: Waiting[] = [];
  private pumping: Promise<void> | undefined;
  private producer: Promise<Producer> | undefined;
  private closed = false;
  private readonly lastKept = new Map<string, number>();
  private readonly logger = new Logger(RecordSender.name);

  constructor(
    private readonly kafka: Kafka,
    private readonly clock: Clock,
    private readonly numbers = new ClusterNumbers(),
  ) {}

  send(records: readonly PlacedRecord[]): Promise<void> {
    if (this.closed) return Promise.reject(new Error('the bus is closed'));
    if (records.length === 0) return Promise.resolve();
    const sized = records.map((record) => ({ record, bytes: sizeOf(record) }));
    const huge = sized.find(({ bytes }) => bytes > MOST_BYTES);
    if (huge) return Promise.reject(new Error(`a record for ${huge.record.topic} is too large: ${huge.bytes} bytes`));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const ticket: Ticket = { open: records.length, kept: resolve, lost: reject };
    for (const one of sized) this.waiting.push({ ...one, ticket });
    this.pumping ??= this.pump();
    return promise;
  }

  /** Offset of the last record that went to a partition from here. */
  lastOffset(topic: string, partition: number): number | undefined {
    return this.lastKept.get(`${topic}/${partition}`);
  }

  /** What was given to it goes first. */
  async close(): Promise<void> {
    this.closed = true;
    await this.pumping;
    await this.leaveProducer();
  }

  private async pump(): Promise<void> {
    // Whatever is sent in this very turn goes together.
    await Promise.resolve();
    for (let batch = this.take(); batch.length > 0; batch = this.take()) {
      try {
        await this.sendPatiently(batch);
        for (const { ticket } of batch) if (--ticket.open === 0) ticket.kept();
      } catch (error) {
        const lost = error instanceof Error ? error : new Error(String(error));
        for (const { ticket } of batch) ticket.lost(lost);
      }
    }
    this.pumping = undefined;
  }

  private take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const one of this.waiting) {
      bytes += one.bytes;
      if (count === MOST_RECORDS || (count > 0 && bytes > MOST_BYTES)) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  /** A producer that has given up is replaced: it may not find its way back by itself. */
  private async sendPatiently(batch: readonly Waiting[]): Promise<void> {
    const topicMessages = byTopic(batch);
    const end = this.clock.now() + PATIENCE_MS;
    for (;;) {
      try {
        const producer = await this.connected();
        this.note(await producer.sendBatch({ topicMessages, acks: -1 }), batch);
        return;
      } catch (error) {
        await this.leaveProducer();
        if (this.clock.now() >= end) throw error;
        this.numbers.resends.add();
        this.logger.warn(`${batch.length} records are sent again: ${String(error)}`);
        await this.clock.sleep(PAUSE_MS);
      }
    }
  }

  private note(places: readonly RecordMetadata[], batch: readonly Waiting[]): void {
    const counts = new Map<string, number>();
    for (const { record } of batch) {
      const place = `${record.topic}/${record.partition}`;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    for (const { topicName, partition, baseOffset } of places) {
      const place = `${topicName}/${partition}`;
      if (baseOffset !== undefined) this.lastKept.set(place, Number(baseOffset) + (counts.get(place) ?? 1) - 1);
    }
  }

  private connected(): Promise<Producer> {
    if (this.producer) return this.producer;
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 8 },
    });
    this.producer = producer.connect().then(() => producer);
    return this.producer;
  }

  private async leaveProducer(): Promise<void> {
    const former = this.producer;
    this.producer = undefined;
    try {
      await (await former)?.disconnect();
    } catch (error) {
      this.logger.debug(`leaving a producer: ${String(error)}`);
    }
  }
}

function byTopic(batch: readonly Waiting[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { record } of batch) {
    const { topic, partition, key, value, headers } = record;
    const ofTopic = topics.get(topic) ?? { topic, messages: [] };
    ofTopic.messages.push({ partition, key, value, headers });
    topics.set(topic, ofTopic);
  }
  return [...topics.values()];
}

function sizeOf({ key, value, headers }: PlacedRecord): number {
  let bytes = 100 + Buffer.byteLength(key) + Buffer.byteLength(value ?? '');
  for (const [name, text] of Object.entries(headers)) bytes += name.length + Buffer.byteLength(text) + 8;
  return bytes;
}
