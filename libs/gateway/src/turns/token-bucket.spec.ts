import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

it('holds its capacity at once, then refills by rate', () => {
  const bucket = new TokenBucket(100, 120, 0);
  const allowed = Array.from({ length: 150 }, () => bucket.take(0)).filter((wait) => wait === 0);
  expect(allowed).toHaveLength(100);
  expect(bucket.take(0)).toBe(500);
  expect(bucket.take(500)).toBe(0);
  expect(bucket.take(500)).toBe(500);
});

it('tells exactly how long to wait, and never gives more than its rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.array(fc.integer({ min: 0, max: 5_000 })),
      (capacity, perMinute, pauses) => {
        const bucket = new TokenBucket(capacity, perMinute, 0);
        let now = 0;
        let given = 0;
        for (const pause of pauses) {
          now += pause;
          const wait = bucket.take(now);
          now += wait;
          expect(wait === 0 ? 0 : bucket.take(now)).toBe(0);
          given++;
          expect(given).toBeLessThanOrEqual(capacity + (now * perMinute) / 60_000 + 1e-6);
        }
      },
    ),
  );
});
