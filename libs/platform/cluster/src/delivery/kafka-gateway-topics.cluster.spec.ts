import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivered } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import { deliveryContract, toUser } from '@maru/ports/contracts';
import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { kafkaClient } from '../bus/kafka-client.js';
import { KafkaTopics } from '../bus/kafka-topics.js';
import { RecordSender } from '../bus/record-sender.js';
import { kafka } from '../components.fixture.js';
import { LivingGateways } from '../gateways/living-gateways.js';
import { ownRedis } from '../redis/redis.fixture.js';
import { TcpEnd } from '../tcp/tcp-end.js';
import { AudienceIndex } from './audience-index.js';
import { ClusterDelivery } from './cluster-delivery.js';
import { KafkaGatewayTopics } from './kafka-gateway-topics.js';
import { Receipts } from './receipts.js';

Logger.overrideLogger(['fatal']);

async function ownTopics(prefix = `test-${randomUUID().slice(0, 8)}.`) {
  const clock = new SystemClock();
  const client = kafkaClient(kafka);
  const requests = requestsOf(client);
  const all = new KafkaTopics(client, 1, clock);
  const end = await TcpEnd.open('127.0.0.1', 0);
  const receipts = new Receipts(end);
  const sender = new RecordSender(client, clock);
  const subject = new KafkaGatewayTopics(client, all, receipts, clock, prefix, sender);
  const close = async () => {
    await subject.close();
    await sender.close();
    receipts.close();
    end.close();
    await all.remove([...(await all.names())].filter((name) => name.startsWith(prefix)));
    await all.close();
  };
  return { subject, prefix, requests, sender, close };
}

/** The topics of each request with which records are sent. */
function requestsOf(client: Kafka): string[][] {
  const requests: string[][] = [];
  const make = client.producer.bind(client);
  vi.spyOn(client, 'producer').mockImplementation((config) => {
    const producer = make(config);
    const send = producer.sendBatch.bind(producer);
    producer.sendBatch = async (batch) => {
      requests.push((batch.topicMessages ?? []).map(({ topic }) => topic));
      return await send(batch);
    };
    return producer;
  });
  return requests;
}

deliveryContract('ClusterDelivery over Kafka', async () => {
  const topics = await ownTopics();
  const { redis, flush } = ownRedis();
  const clock = new SystemClock();
  const gateways = new LivingGateways(redis, clock);
  const subject = new ClusterDelivery(topics.subject, new AudienceIndex(redis, clock, gateways, 0), gateways, redis, clock);
  return {
    subject,
    pass: (ms) => sleep(ms),
    close: async () => {
      await subject.close();
      gateways.close();
      await topics.close();
      await flush();
      redis.disconnect();
    },
  };
});

test('what is told beside deliveries goes in the same request, whatever was looked up before', async () => {
  const { subject: topics, prefix, requests, sender, close } = await ownTopics();
  const { redis, flush } = ownRedis();
  const clock = new SystemClock();
  const gateways = new LivingGateways(redis, clock);
  const delivery = new ClusterDelivery(topics, new AudienceIndex(redis, clock, gateways, 0), gateways, redis, clock);
  const got: Delivered[] = [];
  const link = await delivery.attach({ gatewayId: 'g1', apply: async (deliveries) => void got.push(...deliveries) });
  await link.hears({ userId: 1 });
  await delivery.deliver([toUser(1, 'the topic is known from here on')]);
  requests.length = 0;
  // Any topic does for a fact.
  const fact = { topic: `${prefix}delivery.g1`, partition: 0, key: '1', value: JSON.stringify([toUser(1, 'fact')]), headers: {} };
  await delivery.deliver([toUser(1, 'a'), toUser(1, 'b')], () => sender.send([fact]));
  await vi.waitFor(() => expect(got.slice(1)).toEqual([toUser(1, 'fact'), toUser(1, 'a'), toUser(1, 'b')]), 10_000);
  expect(requests).toEqual([[`${prefix}delivery.g1`]]);
  await link.close();
  await delivery.close();
  gateways.close();
  await close();
  await flush();
  redis.disconnect();
});

describe("a gateway's topic", () => {
  let topics: Awaited<ReturnType<typeof ownTopics>>;
  beforeEach(async () => {
    topics = await ownTopics();
  });
  afterEach(() => topics.close());

  async function opened() {
    const got: Delivered[][] = [];
    const topic = await topics.subject.open('g1', async (deliveries) => void got.push([...deliveries]));
    return { got, topic };
  }

  test('gets one record for what is sent together', async () => {
    const { got, topic } = await opened();
    await topics.subject.send('g1', [toUser(1, 'a'), toUser(2, 'b')]);
    await vi.waitFor(() => expect(got).toEqual([[toUser(1, 'a'), toUser(2, 'b')]]), 10_000);
    await topic.close();
  });

  test('gets more records where one would be too large', async () => {
    const { got, topic } = await opened();
    const frames = Array.from({ length: 40 }, (_, index) => toUser(index, 'x'.repeat(40_000)));
    await topics.subject.sendAndWait('g1', frames);
    expect(got.flat()).toEqual(frames);
    expect(got.length).toBeGreaterThan(10);
    await topic.close();
  });

  test('has nothing of what a former gateway of this name did not take', async () => {
    const former = await opened();
    await former.topic.close();
    await topics.subject.send('g1', [toUser(1, 'late')]);
    const { got, topic } = await opened();
    await topics.subject.sendAndWait('g1', [toUser(1, 'new')]);
    expect(got).toEqual([[toUser(1, 'new')]]);
    expect(former.got).toEqual([]);
    await topic.close();
  });
});
