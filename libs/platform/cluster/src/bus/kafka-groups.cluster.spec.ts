import { SystemClock } from '@maru/local';
import { messageEvents, userEvents } from '@maru/contracts';
import { messageWritten, positionOf } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kafka } from '../components.fixture.js';
import { busUnderTest, type KafkaBusUnderTest } from './kafka-bus.fixture.js';
import { KafkaGroups } from './kafka-groups.js';

let bus: KafkaBusUnderTest;
let groups: KafkaGroups;

beforeEach(async () => {
  bus = await busUnderTest();
  groups = new KafkaGroups(kafka, new SystemClock(), bus.subject.settings.prefix);
});
afterEach(async () => {
  await groups.close();
  await bus.close();
});

async function listen() {
  const got: string[] = [];
  const subscription = await bus.subject.subscribe({
    group: 'g',
    topics: [messageEvents],
    batchSize: 10,
    handle: async (batch) => void got.push(...batch.map(({ value }) => positionOf(value))),
  });
  return { got, close: () => subscription.close() };
}

test('a group that begins again hears all that is kept', async () => {
  const written = ['1/1', '1/2', '2/1'];
  await bus.subject.publish([messageWritten(1, 1), messageWritten(1, 2), messageWritten(2, 1)]);
  const first = await listen();
  await vi.waitFor(() => expect(first.got.toSorted()).toEqual(written), 20_000);

  const [groupId = '', ...others] = await groups.readersOf(messageEvents.name);
  expect([groupId, others, await groups.readersOf(userEvents.name)]).toEqual([`${bus.subject.settings.prefix}g.message.events`, [], []]);
  expect(await groups.doneWith(groupId, 20_000)).toBe(0);
  await expect(groups.beginAgain([groupId])).rejects.toThrow('Error in DeleteGroups');
  await first.close();
  await groups.beginAgain([groupId]);
  expect(await groups.doneWith(groupId, 0)).toBe(3);

  const second = await listen();
  await vi.waitFor(() => expect(second.got.toSorted()).toEqual(written), 20_000);
});
