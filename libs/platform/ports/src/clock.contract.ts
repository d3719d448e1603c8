import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from './clock.js';
import type { Make, UnderTest } from './under-test.js';

export function clockContract(name: string, make: Make<UnderTest<Clock>>): void {
  describe(`${name} keeps the contract of Clock`, () => {
    let clock: UnderTest<Clock>;
    beforeEach(async () => {
      clock = await make();
    });
    afterEach(() => clock.close());

    test('time goes forward', async () => {
      const before = clock.subject.now();
      await clock.pass(20);
      expect(clock.subject.now()).toBeGreaterThanOrEqual(before + 19);
    });

    test('a timer runs once, when its time has come', async () => {
      let runs = 0;
      clock.subject.after(40, () => void runs++);
      await clock.pass(10);
      expect(runs).toBe(0);
      await clock.pass(40);
      expect(runs).toBe(1);
      await clock.pass(60);
      expect(runs).toBe(1);
    });

    test('a cancelled timer does not run', async () => {
      let runs = 0;
      const cancel = clock.subject.after(20, () => void runs++);
      const cancelEvery = clock.subject.every(20, () => void runs++);
      cancel();
      cancelEvery();
      await clock.pass(50);
      expect(runs).toBe(0);
    });

    test('a repeated timer runs until it is cancelled', async () => {
      let runs = 0;
      const cancel = clock.subject.every(20, () => {
        if (++runs === 3) cancel();
      });
      await clock.pass(200);
      expect(runs).toBe(3);
    });

    test('timers run in the order of their times', async () => {
      const order: number[] = [];
      for (const ms of [45, 5, 25]) clock.subject.after(ms, () => void order.push(ms));
      await clock.pass(80);
      expect(order).toEqual([5, 25, 45]);
    });

    test('whoever sleeps goes on afterwards', async () => {
      const before = clock.subject.now();
      const slept = clock.subject.sleep(30).then(() => clock.subject.now());
      await clock.pass(60);
      expect(await slept).toBeGreaterThanOrEqual(before + 29);
    });
  });
}
