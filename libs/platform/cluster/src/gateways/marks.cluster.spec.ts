import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ownRedis } from '../redis/redis.fixture.js';
import { BUCKETS, markOf } from './buckets.js';
import { Marks } from './marks.js';

let own: ReturnType<typeof ownRedis>;
let marks: Marks;
beforeEach(() => {
  own = ownRedis();
  marks = new Marks(own.redis);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await own.flush();
  own.redis.disconnect();
});

it('all marks are one request to each node, when they are there', async () => {
  const made = await marks.read();
  expect(made).toHaveLength(BUCKETS);
  const alone = ['evalsha', 'eval', 'get', 'cluster'] as const;
  const asked = alone.map((command) => vi.spyOn(own.redis, command));
  const together = vi.spyOn(own.redis, 'pipeline');
  expect(await marks.read()).toEqual(made);
  expect(together).toHaveBeenCalledTimes(own.redis.nodes('master').length);
  for (const command of asked) expect(command).not.toHaveBeenCalled();
});

it('one that is lost is made anew, and no other', async () => {
  const before = await marks.read();
  await own.redis.del(markOf(7));
  const after = await marks.read();
  expect([...after.keys()].filter((bucket) => after[bucket] !== before[bucket])).toEqual([7]);
});

it('while buckets move from node to node, each is asked for itself', async () => {
  const before = await marks.read();
  const [anywhere] = own.redis.slots;
  own.redis.slots = own.redis.slots.map(() => anywhere!);
  expect(await marks.read()).toEqual(before);
});
