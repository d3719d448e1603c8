import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactPortions, MOST_ROWS, paddedPortions } from './portions.js';

const rows = fc.array(fc.nat(), { maxLength: 1_000 });
const isPower = (size: number) => Number.isInteger(Math.log2(size)) && size <= MOST_ROWS;

test('exact portions are all rows once, in their order, in few sizes', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const portions = exactPortions(all);
      expect(portions.flat()).toEqual(all);
      expect(portions.every(({ length }) => isPower(length))).toBe(true);
      expect(portions.length).toBeLessThanOrEqual(Math.floor(all.length / MOST_ROWS) + Math.log2(MOST_ROWS));
    }),
  );
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
