import { describe, expect, test } from 'vitest';
import en from '../src/say/en.json';
import ko from '../src/say/ko.json';
import { catalogDefects, usedKeys } from './catalogs.js';

describe('catalogs', () => {
  test('both languages are complete', () => {
    expect(catalogDefects({ ko, en }, new Set())).toEqual([]);
  });

  test.each([
    ['a text that one language lacks', { ko: { a: '가' }, en: {} }, [], ['en: a is missing']],
    [
      'a text that is used and that nobody has',
      { ko: { a: '가' }, en: { a: 'a' } },
      ['b'],
      ['ko: b is used and does not exist', 'en: b is used and does not exist'],
    ],
    ['an empty text', { ko: { a: ' ' }, en: { a: 'a' } }, [], ['ko: a is empty']],
    ['a hole that one language lacks', { ko: { a: '{name_iga} 입력 중' }, en: { a: 'typing' } }, [], ['en: a lacks {name}, which ko has']],
  ])('tell of %s', (_what, spoken, used, defects) => {
    expect(catalogDefects(spoken as unknown as Record<string, Record<string, string>>, new Set(used))).toEqual(defects);
  });

  test('a form of a name is the name, and a number need not be said', () => {
    expect(catalogDefects({ ko: { a: '{name_iga} {n}개' }, en: { a: '{name} has one | {name} has {n}' } }, new Set())).toEqual([]);
    expect(catalogDefects({ ko: { a: '한 명' }, en: { a: '{n} people' } }, new Set())).toEqual([]);
  });

  test('what is said is found in the sources', () => {
    expect(usedKeys("say('chats.title') + say(\n 'more', { name })")).toEqual(['chats.title', 'more']);
  });
});
