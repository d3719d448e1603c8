import { randomUUID } from 'node:crypto';
import { allTopics, messageEvents, partitionOf } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import type { EventBusUnderTest } from '@maru/ports/contracts';
import { Logger } from '@nestjs/common';
import { kafka } from '../components.fixture.js';
import { kafkaClient } from './kafka-client.js';
import { type BusSettings, KafkaBus } from './kafka-bus.js';
import { KafkaDeadLetters } from './kafka-dead-letters.js';
import { KafkaTopics } from './kafka-topics.js';

export interface KafkaBusUnderTest extends EventBusUnderTest {
  readonly subject: KafkaBus;
  readonly deadLetters: KafkaDeadLetters;
}

/** A bus whose topics are its own, and go with it. */
export async function busUnderTest(settings: Partial<BusSettings> = {}): Promise<KafkaBusUnderTest> {
  Logger.overrideLogger(['fatal']);
  const clock = new SystemClock();
  const client = kafkaClient(kafka);
  const prefix = `test-${randomUUID().slice(0, 8)}.`;
  const subject = await KafkaBus.open(client, clock, allTopics, { prefix, backOffMs: 5, ...settings });
  const deadLetters = new KafkaDeadLetters(subject, clock);
  return {
    subject,
    deadLetters,
    publishText: (key, value) => {
      const partition = partitionOf(key, messageEvents.partitions);
      return subject.sendPlaced([{ topic: messageEvents.name, partition, key: String(key), value, headers: {} }]);
    },
    pass: (ms) => clock.sleep(ms),
    close: async () => {
      await deadLetters.close();
      await subject.close();
      const topics = new KafkaTopics(client, 1, clock);
      await topics.remove([...(await topics.names())].filter((name) => name.startsWith(prefix)));
      await topics.close();
    },
  };
}
