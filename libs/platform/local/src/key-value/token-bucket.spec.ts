import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BucketLevel, takeFrom } from './token-bucket.js';

const buckets = fc.record({ capacity: fc.integer({ min: 2, max: 500 }), refillPerMinute: fc.integer({ min: 1, max: 60_000 }) });

test('whoever waits as long as he is told gets a token, and not a millisecond sooner', () => {
  fc.assert(
    fc.property(buckets, fc.array(fc.nat(5_000), { maxLength: 200 }), (bucket, pauses) => {
      let level: BucketLevel | undefined;
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        const step = takeFrom(level, bucket, now);
        level = step.level;
        if (step.taken.allowed) continue;
        const { retryAfterMs } = step.taken;
        expect(takeFrom(level, bucket, now + retryAfterMs).taken.allowed).toBe(true);
        expect(takeFrom(level, bucket, now + retryAfterMs - 1).taken.allowed).toBe(false);
      }
    }),
  );
});

test('no more than the capacity and what has been refilled is ever given out, and whoever asks often gets all of it', () => {
  fc.assert(
    fc.property(buckets, fc.integer({ min: 1, max: 3_000 }), (bucket, duration) => {
      let level: BucketLevel | undefined;
      let given = 0;
      for (let now = 0; now <= duration; now++) {
        for (let step = takeFrom(level, bucket, now); ; step = takeFrom(level, bucket, now)) {
          level = step.level;
          if (!step.taken.allowed) break;
          given++;
        }
      }
      expect(given).toBe(bucket.capacity + Math.floor((duration * bucket.refillPerMinute) / 60_000));
    }),
    { numRuns: 20 },
  );
});
