import type { KafkaMessage } from 'kafkajs';
import { beforeEach, expect, it, vi } from 'vitest';
import { PartitionLane } from './partition-lane.js';

let handled: number[][];
let committed: number[];
let drained: number;
let rests: number[][];
let lane: PartitionLane;
/** What a batch waits for, and how many of its records are done with then. */
let gate: Promise<number | undefined>;

beforeEach(() => {
  handled = [];
  committed = [];
  drained = 0;
  rests = [];
  gate = Promise.resolve(undefined);
  lane = new PartitionLane({
    batchSize: 3,
    handle: async (batch, goesOn) => {
      handled.push(batch.map(({ offset }) => Number(offset)));
      const done = await gate;
      return done ?? (goesOn() ? batch.length : 0);
    },
    rest: async () => void rests.push(handled.at(-1) ?? []),
    done: (offset) => committed.push(offset),
    drained: () => drained++,
  });
});

function records(from: number, to: number): KafkaMessage[] {
  return Array.from({ length: to - from + 1 }, (_, index) => recordAt(from + index));
}

function recordAt(offset: number): KafkaMessage {
  return { key: null, value: null, timestamp: '0', attributes: 0, offset: String(offset), headers: {} };
}

it('handles in order, a batch at a time, and says how far it is', async () => {
  lane.offer(records(0, 4));
  await vi.waitFor(() => expect(committed).toEqual([3, 5]));
  expect(handled).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
});

it('rests behind a batch of several, but where the next one is full, and not behind one alone', async () => {
  lane.offer(records(0, 6));
  await vi.waitFor(() => expect(committed.at(-1)).toBe(7));
  lane.offer(records(7, 8));
  await vi.waitFor(() => expect(committed.at(-1)).toBe(9));
  expect(handled.map((batch) => batch.length)).toEqual([3, 3, 1, 2]);
  expect(rests).toEqual([
    [3, 4, 5],
    [7, 8],
  ]);
});

it('goes on behind what was done with, where a batch is given back in part', async () => {
  gate = Promise.resolve(1);
  lane.offer(records(0, 1));
  await vi.waitFor(() => expect(handled).toEqual([[0, 1], [1]]));
  expect(committed).toEqual([1, 2]);
});

it('commits nothing of before a rebalance: others may be far ahead', async () => {
  const under = Promise.withResolvers<number>();
  gate = under.promise;
  lane.offer(records(0, 2));
  await vi.waitFor(() => expect(handled).toHaveLength(1));
  lane.reset(true);
  lane.offer(records(500, 501));
  gate = Promise.resolve(undefined);
  under.resolve(3);
  await vi.waitFor(() => expect(committed).toEqual([502]));
  expect(handled).toEqual([
    [0, 1, 2],
    [500, 501],
  ]);
});

it('passes over what it has done with when it is offered again, and commits it then', async () => {
  const under = Promise.withResolvers<number>();
  gate = under.promise;
  lane.offer(records(0, 2));
  await vi.waitFor(() => expect(handled).toHaveLength(1));
  lane.reset(true);
  lane.offer(records(0, 3));
  gate = Promise.resolve(undefined);
  under.resolve(3);
  await vi.waitFor(() => expect(committed).toEqual([3, 4]));
  expect(handled).toEqual([[0, 1, 2], [3]]);
});

it('gives back nothing of a batch from before a rebalance: all of it is offered again, in order', async () => {
  const under = Promise.withResolvers<number>();
  gate = under.promise;
  lane.offer(records(0, 2));
  await vi.waitFor(() => expect(handled).toHaveLength(1));
  lane.reset(true);
  lane.offer(records(0, 3));
  gate = Promise.resolve(undefined);
  under.resolve(1);
  await vi.waitFor(() => expect(committed).toEqual([1, 4]));
  expect(handled).toEqual([
    [0, 1, 2],
    [1, 2, 3],
  ]);
});

it('handles nothing more of a partition that is another one’s', async () => {
  lane.offer(records(0, 0));
  await vi.waitFor(() => expect(committed).toEqual([1]));
  lane.reset(false);
  lane.offer(records(1, 2));
  await lane.stop();
  expect(handled).toEqual([[0]]);
  expect(committed).toEqual([1]);
});

it('lets more in where all that filled it was done with before', async () => {
  lane.offer(records(0, 4_999));
  await vi.waitFor(() => expect(committed.at(-1)).toBe(5_000), 10_000);
  expect(drained).toBe(1);
  lane.reset(true);
  expect(lane.offer(records(0, 4_999))).toBe(true);
  await vi.waitFor(() => expect(drained).toBe(2));
});
