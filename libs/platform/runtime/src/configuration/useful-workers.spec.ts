import { expect, it } from 'vitest';
import { usefulWorkers } from './useful-workers.js';

it.each([
  [1, 0],
  [2, 0],
  [3, 2],
  [4, 3],
  [9, 8],
  [64, 8],
])('on %i cores %i workers are useful', (cores, workers) => {
  expect(usefulWorkers(cores)).toBe(workers);
});
