import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { asJson } from './as-json.js';

const throughText = (value: unknown) => {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};
/** All that may stand in a question or an answer, and what should not. */
const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true });

it('leaves of any value what JSON leaves of it', () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(asJson(value)).toStrictEqual(throughText(value));
    }),
    { numRuns: 1_000 },
  );
});

it('drops what is undefined, and asks what knows its own form', () => {
  expect(asJson({ a: undefined, b: [undefined, () => 1], c: { toJSON: () => 'c' }, d: new Date(0) })).toStrictEqual({
    b: [null, null],
    c: 'c',
    d: '1970-01-01T00:00:00.000Z',
  });
  expect(asJson(undefined)).toBeUndefined();
  expect(() => asJson(1n)).toThrow('BigInt');
});

it('gives a copy: what one side does with it is nothing to the other', () => {
  const value = { list: [{ id: 1 }] };
  const copy = asJson(value) as typeof value;
  copy.list[0]!.id = 2;
  copy.list.push({ id: 3 });
  expect(value).toEqual({ list: [{ id: 1 }] });
});
