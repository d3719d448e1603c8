import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromColumn, toColumn } from './client-ids.js';

const ids = fc.string({ unit: fc.constantFrom('a', ' ', '\u001f', '한'), maxLength: 5 });

test('what the column holds is one id only, and differs from all others even without its trailing spaces', () => {
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      expect(fromColumn(toColumn(one))).toBe(one);
      const differ = toColumn(one).trimEnd() !== toColumn(other).trimEnd();
      expect(differ).toBe(one !== other);
    }),
  );
});

test('an ordinary id is its column', () => {
  expect(toColumn('0190-aBc d')).toBe('0190-aBc d');
});
