import { expect, test } from 'vitest';
import { matches } from './match.js';

test.each([
  ['민준', 'ㅁㅈ', '민준'],
  ['목장 나들이', 'ㅁㅈ', '목장'],
  ['이달의 문장', 'ㅁㅈ', '문장'],
  ['민준', '민ㅈ', '민준'],
  ['민준', '미', '민'],
  ['주말 산행', '말산', '말 산'],
  ['주말 산행', 'ㅁㅅ', '말 산'],
  ['Alice', 'lic', 'lic'],
  ['Alice', 'AL', 'Al'],
  ['김서연', 'ㅅㅇ', '서연'],
])('%s is found by %s', (name, query, hit) => {
  const found = matches(name, query);
  expect(Array.from(name).slice(found?.from, found?.to).join('')).toBe(hit);
});

test.each([
  ['민준', 'ㅈㅁ'],
  ['민준', '준민'],
  ['Alice', 'b'],
  ['지우', '지호'],
])('%s is not found by %s', (name, query) => {
  expect(matches(name, query)).toBeUndefined();
});

test('nothing typed finds everybody', () => {
  expect(matches('민준', '  ')).toEqual({ from: 0, to: 0 });
});
