import { expect, it } from 'vitest';
import { transactionsBetween } from './replica-lag.js';

it.each([
  ['1-11-120', '1-11-120', 0],
  ['1-11-117', '1-11-120', 3],
  ['1-11-121', '1-11-120', 0],
  ['1-11-117,2-21-5', '1-12-120, 2-21-9', 7],
  ['2-21-5', '1-11-4', 4],
  ['1-11-1', '', 0],
])('a replica at %s lacks of %s so many transactions: %i', (at, end, missing) => {
  expect(transactionsBetween(at, end)).toBe(missing);
});
