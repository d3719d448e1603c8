import { expect, test } from 'vitest';
import { pictureOf } from './picture.js';

test.each([
  ['민준', false, '민준', 'hangul'],
  ['남궁민수', false, '민수', 'hangul'],
  ['Alice', false, 'A', 'latin'],
  ['주말 산행', true, '주말', 'hangul'],
  ['🏔️ 주말', true, '🏔️', 'emoji'],
  ['Release team', true, 'RT', 'latin'],
  ['점심 Lunch', true, '점심', 'hangul'],
  ['...', false, '·', 'latin'],
] as const)('%s is %s', (name, isRoom, text, kind) => {
  expect(pictureOf(name, isRoom)).toMatchObject({ text, kind });
});

test('a name keeps its colour, and is one of eight', () => {
  const tints = Array.from({ length: 200 }, (_, n) => pictureOf(`name ${n}`, false).tint);
  expect(new Set(tints)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  expect(pictureOf('민준', false).tint).toBe(pictureOf('민준', false).tint);
});
