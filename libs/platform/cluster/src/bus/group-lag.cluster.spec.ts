import { messageEvents } from '@maru/contracts';
import { messageWritten } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { busUnderTest, type KafkaBusUnderTest } from './kafka-bus.fixture.js';

let bus: KafkaBusUnderTest;
beforeEach(async () => {
  bus = await busUnderTest();
}, 60_000);
afterEach(() => bus.close());

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 100 });

test(
  'a group lags by what it has not handled, in all of its partitions here; one that has gone lags nowhere',
  { timeout: 60_000 },
  async () => {
    const gate = Promise.withResolvers<void>();
    const subscription = await bus.subject.subscribe({ group: 'slow', topics: [messageEvents], batchSize: 10, handle: () => gate.promise });
    const lag = (value: number) => [{ value, labels: { group: 'slow', topic: 'message.events' } }];
    await soon(async () => expect(await bus.subject.lag()).toEqual(lag(0)));
    await bus.subject.publish([1, 2, 3].flatMap((channelId) => [messageWritten(channelId, 1), messageWritten(channelId, 2)]));
    await soon(async () => expect(await bus.subject.lag()).toEqual(lag(6)));
    gate.resolve();
    await soon(async () => expect(await bus.subject.lag()).toEqual(lag(0)));
    await subscription.close();
    expect(await bus.subject.lag()).toEqual([]);
  },
);
