import { FixedClock } from '@maru/local';
import { beforeEach, expect, test } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

let clock: FixedClock;
let breaker: CircuitBreaker;
beforeEach(() => {
  clock = new FixedClock();
  breaker = new CircuitBreaker(clock);
});
function fail(times: number): void {
  for (let i = 0; i < times; i++) {
    breaker.begin();
    breaker.fail();
  }
}

test('opens at the third failure in a row', () => {
  fail(2);
  expect(breaker.isOpen).toBe(false);
  breaker.succeed();
  fail(2);
  expect(breaker.isOpen).toBe(false);
  fail(1);
  expect(breaker.isOpen).toBe(true);
});

test('lets one through after two seconds, and all when that went well', async () => {
  fail(3);
  await clock.advance(1_999);
  expect(breaker.isOpen).toBe(true);
  await clock.advance(1);
  expect(breaker.isOpen).toBe(false);
  breaker.begin();
  expect(breaker.isOpen).toBe(true);
  breaker.succeed();
  expect(breaker.isOpen).toBe(false);
});

test('rests again where it did not', async () => {
  fail(3);
  await clock.advance(2_000);
  fail(1);
  expect(breaker.isOpen).toBe(true);
  await clock.advance(2_000);
  expect(breaker.isOpen).toBe(false);
});
