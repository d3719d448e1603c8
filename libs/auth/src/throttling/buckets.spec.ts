import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthHouse } from '../auth.fixture.js';
import { Buckets, perHour, perMinute } from './buckets.js';

const HOUR = 3_600_000;

describe('a bucket', () => {
  it('lets through no more than its amount in any hour, whenever it begins and however it is tried', async () => {
    const house = await AuthHouse.start();
    const buckets = house.service.get(Buckets);
    let runs = 0;
    const tries = fc.array(fc.integer({ min: 0, max: HOUR / 8 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), tries, async (amount, pauses) => {
        const key = `spec:${++runs}`;
        const passed: number[] = [];
        for (const pause of pauses) {
          await house.clock.advance(pause - (pause % 60_000));
          const isLetThrough = await buckets.take(key, perHour(amount)).then(
            () => true,
            () => false,
          );
          if (isLetThrough) passed.push(house.clock.now());
        }
        for (const from of passed)
          expect(passed.filter((at) => at >= from && at < from + HOUR).length).toBeLessThanOrEqual(Math.max(2, amount));
      }),
      { numRuns: 6 },
    );
    await house.close();
  }, 60_000);

  it('says when to come again, and is true to it', async () => {
    const house = await AuthHouse.start();
    const buckets = house.service.get(Buckets);
    const take = () => buckets.take('spec', perMinute(2));
    await take();
    await take();
    await expect(take()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 30_000 });
    await house.clock.advance(29_999);
    await expect(take()).rejects.toMatchObject({ retryAfterMs: 1 });
    await house.clock.advance(1);
    await take();
    await house.close();
  });
});
