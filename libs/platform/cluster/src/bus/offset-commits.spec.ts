import { FixedClock, SystemClock } from '@maru/local';
import { Logger } from '@nestjs/common';
import type { Offsets } from 'kafkajs';
import { beforeEach, expect, it, vi } from 'vitest';
import { OffsetCommits } from './offset-commits.js';

Logger.overrideLogger(false);

let committed: string[];
let answer: () => Promise<void>;
let commits: OffsetCommits;

beforeEach(() => {
  committed = [];
  answer = () => Promise.resolve();
  commits = new OffsetCommits(new SystemClock(), async (offsets) => {
    await answer();
    committed.push(textOf(offsets));
  });
});

function textOf({ topics }: Offsets): string {
  return topics.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => `${topic}/${partition} ${offset}`)).join(', ');
}

function done(topic: string, partition: number, offset: number): void {
  commits.add(`${topic}/${partition}`, { topic, partition, offset: String(offset) });
}

it('commits the latest of each partition, together', async () => {
  done('a', 0, 1);
  done('a', 1, 5);
  done('b', 0, 7);
  done('a', 0, 2);
  await commits.flush();
  expect(committed).toEqual(['a/0 2, a/1 5, b/0 7']);
});

it('tries again what could not be committed, with what has come since', async () => {
  const failed = Promise.withResolvers<void>();
  answer = () => failed.promise;
  done('a', 0, 1);
  done('a', 1, 1);
  await Promise.resolve();
  await Promise.resolve();
  done('a', 0, 2);
  answer = () => Promise.resolve();
  failed.reject(new Error('the coordinator is loading'));
  await vi.waitFor(() => expect(committed).toEqual(['a/0 2, a/1 1']));
});

it('never commits for the group of now what was done in the former one', async () => {
  const failed = Promise.withResolvers<void>();
  answer = () => failed.promise;
  done('a', 0, 1);
  await Promise.resolve();
  await Promise.resolve();
  commits.forget();
  answer = () => Promise.resolve();
  failed.reject(new Error('the group is rebalancing'));
  done('a', 1, 9);
  await vi.waitFor(() => expect(committed).toEqual(['a/1 9']));
  await commits.flush();
  expect(committed).toEqual(['a/1 9']);
});

it('commits at once, and then together what is done in a while', async () => {
  const clock = new FixedClock();
  commits = new OffsetCommits(clock, async (offsets) => void committed.push(textOf(offsets)));
  done('a', 0, 1);
  await vi.waitFor(() => expect(committed).toEqual(['a/0 1']));
  done('a', 0, 2);
  await clock.advance(10);
  done('a', 0, 3);
  await clock.advance(10);
  expect(committed).toEqual(['a/0 1']);
  await clock.advance(100);
  await vi.waitFor(() => expect(committed).toEqual(['a/0 1', 'a/0 3']));
});

it('does not rest before it ends', async () => {
  commits = new OffsetCommits(new FixedClock(), async (offsets) => void committed.push(textOf(offsets)));
  done('a', 0, 1);
  await vi.waitFor(() => expect(committed).toEqual(['a/0 1']));
  done('a', 0, 2);
  await commits.flush();
  expect(committed).toEqual(['a/0 1', 'a/0 2']);
});

it('ends where nobody answers', async () => {
  answer = () => Promise.reject(new Error('nobody is there'));
  done('a', 0, 1);
  await commits.flush();
  expect(committed).toEqual([]);
});
