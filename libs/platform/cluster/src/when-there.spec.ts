import { FixedClock } from '@maru/local';
import { Logger } from '@nestjs/common';
import { beforeEach, expect, test } from 'vitest';
import { whenThere } from './when-there.js';

let clock: FixedClock;
beforeEach(() => {
  Logger.overrideLogger(false);
  clock = new FixedClock();
});

test('tries again, more and more rarely, until it is there', async () => {
  const at: number[] = [];
  const began = clock.now();
  const opened = whenThere('Kafka', clock, async () => {
    at.push(clock.now() - began);
    if (at.length < 8) throw new Error('nobody listens');
    return 'open';
  });
  await clock.advance(60_000);
  expect(await opened).toBe('open');
  expect(at).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 12_750, 17_750]);
});

test('gives up after five minutes, and says why', async () => {
  const outcome = Promise.allSettled([whenThere('Kafka', clock, () => Promise.reject(new Error('nobody listens')))]);
  await clock.advance(310_000);
  expect(await outcome).toMatchObject([{ status: 'rejected', reason: { message: 'Kafka is not there: nobody listens' } }]);
});
