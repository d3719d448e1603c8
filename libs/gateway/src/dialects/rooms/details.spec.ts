import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Detail, numberIn, readJson, textIn } from './details.js';

/** What it ends with. */
function detailOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof Detail) return [error.status, error.detail];
    throw error;
  }
}

describe('bad input', () => {
  it.each([
    ['', 'missing', ['body']],
    ['{', 'json_invalid', ['body', 0]],
    ['5', 'model_attributes_type', ['body']],
    ['null', 'model_attributes_type', ['body']],
    ['{}', 'missing', ['body', 'name']],
    ['{"name":5}', 'string_type', ['body', 'name']],
    ['{"name":""}', 'string_too_short', ['body', 'name']],
    ['{"name":"abcdef"}', 'string_too_long', ['body', 'name']],
    ['{"name":"a\\u0000"}', 'string_unicode', ['body', 'name']],
    ['{"name":"\\ud800"}', 'string_unicode', ['body', 'name']],
  ])('%j is told of as %s', (text, type, loc) => {
    const [status, [first]] = detailOf(() => textIn(readJson(text), 'name', 5)) as [number, [object]];
    expect([status, first]).toEqual([422, expect.objectContaining({ type, loc, msg: expect.any(String) as string })]);
  });

  it('of any kind is one or the other', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const read = detailOf(() => textIn(readJson(text), 'name', 5));
        expect(typeof read === 'string' || (Array.isArray(read) && read[0] === 422)).toBe(true);
      }),
    );
  });

  it('is counted in characters', () => expect(textIn({ name: '🙂🙂🙂🙂🙂' }, 'name', 5)).toBe('🙂🙂🙂🙂🙂'));

  it('may be a number that is none', () => {
    expect(numberIn('42', ['query', 'limit'])).toBe(42);
    for (const value of [undefined, '', 'x', '1.5', '1e3', '9'.repeat(30)])
      expect(detailOf(() => numberIn(value, []))).toMatchObject([422, [{ type: 'int_parsing' }]]);
    expect(detailOf(() => numberIn('0', [], 1))).toMatchObject([422, [{ type: 'greater_than_equal' }]]);
  });
});
