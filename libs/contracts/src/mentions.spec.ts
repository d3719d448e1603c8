import { expect, test } from 'vitest';
import { mentions } from './mentions.js';

test.each([
  ['@bob come here', 'bob', true],
  ['come here, @Bob!', 'bob', true],
  ['(@bob.)', 'bob', true],
  ['@지우는 언제 와요?', '지우', true],
  ['@지우한테 물어봐요', '지우', true],
  ['@지우'.normalize('NFD'), '지우', true],
  ['@alice @bob', 'bob', true],
  ['@b.o-b_1', 'b.o-b_1', true],
  ['bob', 'bob', false],
  ['@bobby', 'bob', false],
  ['@지우개', '지우', false],
  ['post@bob', 'bob', false],
  ['@ bob', 'bob', false],
  ['@bo', 'bob', false],
  ['@', 'bob', false],
  ['@민준이', '민준', true],
  ['@민준이', '민준이', true],
])('%s: is %s meant? %s', (content, username, expected) => {
  expect(mentions(content, username)).toBe(expected);
});
