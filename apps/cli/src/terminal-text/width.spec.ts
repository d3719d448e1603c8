import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut, padEnd, widthOf, wrap } from './width.js';

const text = fc.string({ unit: fc.constantFrom('a', ' ', '가', '힣', '한', 'é', '👍', '👩‍👩‍👧', '漢', '…') });

it.each([
  ['abc', 3],
  ['안녕', 4],
  ['안녕'.normalize('NFD'), 4],
  ['e\u0301', 1],
  ['👍🏽', 2],
  ['👩‍👩‍👧', 2],
  ['❤️', 2],
  ['ＡＢ', 4],
  ['', 0],
])('%s takes %i columns', (shown, columns) => {
  expect(widthOf(shown)).toBe(columns);
});

it('aligns Korean names with others', () => {
  expect([padEnd('마루', 6), padEnd('maru', 6)].map(widthOf)).toEqual([6, 6]);
  expect(cut('안녕하세요', 5)).toBe('안녕…');
  expect(cut('안녕', 4)).toBe('안녕');
});

it('breaks lines at spaces, and words where they are too long', () => {
  expect(wrap('점심 어디 갈까요 오늘', 9)).toEqual(['점심 어디', '갈까요', '오늘']);
  expect(wrap('가나다라마', 4)).toEqual(['가나', '다라', '마']);
});

it('loses nothing but the spaces at which it breaks, and no line is too wide', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), (shown, width) => {
      const lines = wrap(shown, width);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(shown.replaceAll(' ', ''));
    }),
  );
});
