import { messageEvents } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import { messageWritten } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type KafkaBusUnderTest, busUnderTest } from './kafka-bus.fixture.js';
import { GroupConsumer } from './group-consumer.js';

const REST_MS = 7_654_321;

/** A rest lasts until the spec ends it. */
class RestingClock extends SystemClock {
  private over = Promise.withResolvers<void>();

  override sleep(ms: number): Promise<void> {
    return ms === REST_MS ? this.over.promise : super.sleep(ms);
  }

  endRest(): void {
    this.over.resolve();
    this.over = Promise.withResolvers<void>();
  }
}

let bus: KafkaBusUnderTest;
beforeEach(async () => {
  bus = await busUnderTest();
});
afterEach(() => bus.close());

it('what comes during a rest is fetched together, of all partitions', async () => {
  const clock = new RestingClock();
  const fetched: number[] = [];
  const topic = bus.subject.settings.prefix + messageEvents.name;
  const consumer = new GroupConsumer(bus.subject.kafka, clock, {
    groupId: `${topic}.resting`,
    topics: [topic],
    batchSize: 1_000,
    restMs: REST_MS,
    handle: async (messages) => {
      fetched.push(messages.length);
      return messages.length;
    },
  });
  await consumer.start();
  const publish = (channelId: number, sequence: number) => bus.subject.publish([messageWritten(channelId, sequence)]);
  await publish(1, 1);
  await vi.waitFor(() => expect(fetched).toEqual([1]), 10_000);
  for (let sequence = 2; sequence <= 11; sequence++) await publish(1, sequence);
  for (let sequence = 1; sequence <= 5; sequence++) await publish(2, sequence);
  expect(fetched).toEqual([1]);
  clock.endRest();
  await vi.waitFor(() => expect(fetched.toSorted((a, b) => a - b)).toEqual([1, 5, 10]), 10_000);
  clock.endRest();
  await consumer.close();
});
