import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactPortions, FEW_ROWS, MOST_ROWS, paddedPortions } from './portions.js';

const rows = fc.array(fc.nat(), { maxLength: 1_000 });
const isPower = (size: number) => Number.isInteger(Math.log2(size)) && size <= MOST_ROWS;

test('exact portions are all rows once, in their order, in few sizes', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const portions = exactPortions(all);
      expect(portions.flat()).toEqual(all);
      expect(portions.every(({ length }) => isPower(length) || length <= FEW_ROWS)).toBe(true);
      expect(portions.length).toBeLessThanOrEqual(Math.floor(all.length / MOST_ROWS) + Math.log2(MOST_ROWS / FEW_ROWS) + 1);
    }),
  );
});

test('a few rows are one statement', () => {
  const few = Array.from({ length: FEW_ROWS }, (_, index) => index);
  expect(few.map((row) => exactPortions(few.slice(row)).length)).toEqual(few.map(() => 1));
});

test('padded portions are all rows at least once, and nothing else', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const portions = paddedPortions(all);
      expect([...new Set(portions.flat())]).toEqual([...new Set(all)]);
      expect(portions.every(({ length }) => isPower(length))).toBe(true);
      expect(portions).toHaveLength(Math.ceil(all.length / MOST_ROWS));
    }),
  );
});
