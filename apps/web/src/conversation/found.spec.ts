import { expect, test } from 'vitest';
import { excerpt, found } from './found.js';

test.each([
  ['감나무 아래에서 봐요', '나무', true],
  ['Perfect, I’ll bring COFFEE', 'coffee', true],
  ['감나무'.normalize('NFD'), '나무', true],
  ['감나무', ' ', false],
  ['감나무', '단풍', false],
])('%s, searched for %s: %s', (content, query, expected) => {
  expect(found(content, query)).toBe(expected);
});

test('the excerpt shows the hit and what is around it', () => {
  const content = `${'가'.repeat(60)}감나무${'나'.repeat(5)}`;
  expect(excerpt(content, '감나무')).toEqual([
    { text: `…${'가'.repeat(24)}`, hit: false },
    { text: '감나무', hit: true },
    { text: '나'.repeat(5), hit: false },
  ]);
  expect(excerpt('감나무', '단풍')).toEqual([{ text: '감나무', hit: false }]);
});
