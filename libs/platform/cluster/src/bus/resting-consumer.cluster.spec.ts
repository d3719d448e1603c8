import { messageEvents } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import { messageWritten } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type KafkaBusUnderTest, busUnderTest } from './kafka-bus.fixture.js';
import { GroupConsumer, type GroupConsumerSettings } from './group-consumer.js';

const REST_MS = 7_654_321;

/** A rest lasts until the spec ends it. */
class RestingClock extends SystemClock {
  rests = 0;
  private over = Promise.withResolvers<void>();

  constructor(private readonly isRest: (ms: number) => boolean) {
    super();
  }

  override sleep(ms: number): Promise<void> {
    if (!this.isRest(ms)) return super.sleep(ms);
    this.rests++;
    return this.over.promise;
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

async function start(clock: RestingClock, how: Pick<GroupConsumerSettings, 'restMs' | 'gathers'>) {
  const fetched: number[] = [];
  const topic = bus.subject.settings.prefix + messageEvents.name;
  const consumer = new GroupConsumer(bus.subject.kafka, clock, {
    groupId: `${topic}.resting`,
    topics: [topic],
    batchSize: 1_000,
    ...how,
    handle: async (messages) => {
      fetched.push(messages.length);
      return messages.length;
    },
  });
  await consumer.start();
  return { consumer, fetched };
}

it('what comes during a rest is fetched together, of all partitions', async () => {
  const clock = new RestingClock((ms) => ms === REST_MS);
  const { consumer, fetched } = await start(clock, { restMs: REST_MS });
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

it('a busy partition rests behind a batch of several, and its consumer before it asks for more', async () => {
  const clock = new RestingClock((ms) => ms <= 30);
  const { consumer, fetched } = await start(clock, { gathers: true });
  await bus.subject.publish([messageWritten(1, 1)]);
  await vi.waitFor(() => expect(fetched).toEqual([1]), 10_000);
  expect(clock.rests).toBe(0);
  await bus.subject.publish([messageWritten(1, 2), messageWritten(1, 3)]);
  await vi.waitFor(() => expect(clock.rests).toBe(1), 10_000);
  await bus.subject.publish([messageWritten(1, 4)]);
  await vi.waitFor(() => expect(clock.rests).toBe(2), 10_000);
  expect(fetched).toEqual([1, 2]);
  clock.endRest();
  await vi.waitFor(() => expect(fetched).toEqual([1, 2, 1]), 10_000);
  await consumer.close();
});
