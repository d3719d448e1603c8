import { assert, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.js';

it('leads back to the position', () => {
  assert(property(nat({ max: 2 ** 31 }), (position) => decodeCursor(encodeCursor(position)) === position));
});

it.each(['', 'A', '-1', '1.5', ' 1', '1 ', 'zzzzzzzzzzz', "1' OR 1"])('refuses %j', (cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'INVALID_FIELD' }));
});
