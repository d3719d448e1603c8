import { clockContract } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { FixedClock } from './fixed-clock.js';
import { SystemClock } from './system-clock.js';

clockContract('SystemClock', async () => ({
  subject: new SystemClock(),
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  close: async () => undefined,
}));

clockContract('FixedClock', async () => {
  const clock = new FixedClock();
  return { subject: clock, pass: (ms) => clock.advance(ms), close: async () => undefined };
});

test('a fixed clock stops at each timer, so that what it sets going can set further ones', async () => {
  const clock = new FixedClock(0);
  const at: number[] = [];
  const work = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(10);
      at.push(clock.now());
    }
  })();
  await clock.advance(100);
  await work;
  expect(at).toEqual([10, 20, 30]);
  expect(clock.now()).toBe(100);
  expect(clock.pending).toBe(0);
});
