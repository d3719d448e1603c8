import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AskedRange, messageRange } from './message-range.js';

const page = (asked: AskedRange, last: number) => {
  const { from, to } = messageRange(asked, last, 100);
  return from > to ? 'empty' : `${from}..${to}`;
};

describe('a range by its ends', () => {
  it.each([
    [1, 50, 250, '1..50'],
    [1, 1_000, 250, '151..250'],
    [1, 101, 250, '2..101'],
    [200, 1_000, 250, '200..250'],
    [0, 0, 250, 'empty'],
    [0, 3, 250, '1..3'],
    [251, 300, 250, 'empty'],
    [1, 50, 0, 'empty'],
  ])('%i..%i of a channel that ends at %i: %s', (startMessageSequence, endMessageSequence, last, expected) => {
    expect(page({ startMessageSequence, endMessageSequence }, last)).toBe(expected);
  });
});

describe('a page', () => {
  it.each<[AskedRange, number, string]>([
    [{}, 250, '201..250'],
    [{ limit: 3 }, 250, '248..250'],
    [{ limit: 3 }, 2, '1..2'],
    [{}, 0, 'empty'],
    [{ before: 11 }, 250, '1..10'],
    [{ before: 100, limit: 2 }, 250, '98..99'],
    [{ before: 1 }, 250, 'empty'],
    [{ before: 0 }, 250, 'empty'],
    [{ before: 9_999, limit: 2 }, 250, '249..250'],
    [{ after: 0, limit: 2 }, 250, '1..2'],
    [{ after: 10 }, 250, '11..60'],
    [{ after: 249, limit: 100 }, 250, '250..250'],
    [{ after: 250 }, 250, 'empty'],
    [{ after: 9_999 }, 250, 'empty'],
  ])('%j of a channel that ends at %i: %s', (asked, last, expected) => {
    expect(page(asked, last)).toBe(expected);
  });
});

it('never has more than a page, nor what is not there', () => {
  const sequence = fc.nat(400);
  const asked = fc.oneof(
    fc.tuple(sequence, sequence).map(([a, b]) => ({ startMessageSequence: Math.min(a, b), endMessageSequence: Math.max(a, b) })),
    fc.record({ before: sequence, limit: fc.integer({ min: 1, max: 100 }) }, { requiredKeys: [] }),
    fc.record({ after: sequence, limit: fc.integer({ min: 1, max: 100 }) }, { requiredKeys: [] }),
  );
  fc.assert(
    fc.property(asked, sequence, (range, last) => {
      const { from, to } = messageRange(range, last, 100);
      expect(from).toBeGreaterThanOrEqual(1);
      expect(to).toBeLessThanOrEqual(last);
      expect(to - from + 1).toBeLessThanOrEqual(100);
    }),
  );
});
