import { messageCommands, messageEvents } from '@maru/contracts';
import { FixedClock } from '@maru/local';
import { inShort, toUser } from '@maru/ports/contracts';
import { beforeEach, expect, test } from 'vitest';
import { OutboxLane } from './outbox-lane.js';
import { RecordedWorld } from './outbox.fixture.js';
import type { OutboxTarget } from './outbox-target.js';

const row = (id: number) => ({ id, told: { records: [], deliveries: [toUser(id, 'x')] } });
const told = (...ids: number[]) => ids.map((id) => `delivery ${id} x`);

let clock: FixedClock;
let world: RecordedWorld;
let lane: OutboxLane;
let published: number[];
beforeEach(() => {
  clock = new FixedClock();
  world = new RecordedWorld();
  published = [];
  lane = new OutboxLane(world, clock, (id) => void published.push(id));
});

test('a row waits for those with a smaller number, until they are committed or dropped', async () => {
  const [first, second, third] = [lane.expect([row(1)]), lane.expect([row(2)]), lane.expect([row(3), row(4)])];
  const done = third.committed();
  await clock.advance(1_000);
  expect(world.told).toEqual([]);
  second.dropped();
  await first.committed();
  await done;
  expect(inShort(world.told)).toEqual(told(1, 3, 4));
  expect(published).toEqual([1, 3, 4]);
});

test('a row that is found goes to its place', async () => {
  lane.hold();
  await lane.add(row(5));
  await lane.add(row(2));
  await lane.add(row(7));
  await lane.release();
  expect(inShort(world.told)).toEqual(told(2, 5, 7));
});

test('whoever waits for his row hears of it, though a lane that has begun to work is released once more', async () => {
  const waits = lane.add(row(1));
  await lane.release();
  await waits;
  expect(inShort(world.told)).toEqual(told(1));
});

test('what cannot be published is tried again, later and later, and nobody waits for it', async () => {
  world.isStopped = true;
  await lane.add(row(1));
  await lane.add(row(2));
  await clock.advance(60_000);
  world.isStopped = false;
  await clock.advance(5_000);
  expect(inShort(world.told)).toEqual(told(1, 2));
});

test('an answer is not told before the commands that stand before it are kept; facts go with it, and the row stays until they are kept', async () => {
  const order: string[] = [];
  const kept = new Map([messageCommands, messageEvents].map(({ name }) => [name, Promise.withResolvers<void>()]));
  const slow: OutboxTarget = {
    send: async ([record]) => {
      order.push(`sends ${record?.topic}`);
      await kept.get(record?.topic ?? '')?.promise;
    },
    deliver: async (_, [fact]) => {
      order.push(`delivers with ${fact?.topic}`);
      await kept.get(fact?.topic ?? '')?.promise;
    },
  };
  lane = new OutboxLane(slow, clock, (id) => void published.push(id));
  const records = [messageEvents, messageCommands].map(({ name }) => ({ topic: name, key: 1, partition: 1, value: '{}', headers: {} }));
  const done = lane.add({ id: 1, told: { records, deliveries: [toUser(1, 'x')] } });
  await clock.advance(0);
  expect(order).toEqual([`sends ${messageCommands.name}`]);
  kept.get(messageCommands.name)?.resolve();
  await clock.advance(0);
  expect(order.slice(1)).toEqual([`delivers with ${messageEvents.name}`]);
  expect(published).toEqual([]);
  kept.get(messageEvents.name)?.resolve();
  await done;
  expect(published).toEqual([1]);
});

test('what a lane cannot tell before it closes, it leaves', async () => {
  world.isStopped = true;
  const waits = lane.add(row(1));
  lane.close();
  await waits;
  world.isStopped = false;
  await clock.advance(60_000);
  expect(world.told).toEqual([]);
  await lane.add(row(2));
  expect(published).toEqual([]);
});
