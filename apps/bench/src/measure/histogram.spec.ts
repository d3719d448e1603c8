import { expect, it } from 'vitest';
import { Histogram, merged, quantileMs } from './histogram.js';

it('tells how long a share of all took, to one part in a hundred', () => {
  const histogram = new Histogram();
  for (let us = 1_000; us <= 100_000; us += 1_000) histogram.add(us + 3);
  for (const share of [0.5, 0.99, 1]) {
    const exact = share * 100;
    expect(Math.abs(quantileMs(histogram.took, share) - exact) / exact).toBeLessThan(0.02);
  }
  expect(quantileMs([], 0.5)).toBe(0);
});

it('joins what several have measured', () => {
  expect(
    merged([
      [[10, 1]],
      [
        [10, 2],
        [20, 1],
      ],
    ]),
  ).toEqual([
    [10, 3],
    [20, 1],
  ]);
});
