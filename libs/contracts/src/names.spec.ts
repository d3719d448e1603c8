import { describe, expect, it } from 'vitest';
import { Username, isSameName, usernameKey } from './names.js';

describe('a name', () => {
  it.each(['ab', 'Alice_1.-', '민준', 'é'.normalize('NFD') + 'x', '१२', 'x'.repeat(32)])('%s is one, made NFC', (name) => {
    expect(Username.parse(name)).toBe(name.normalize('NFC'));
  });

  it.each(['', 'a', 'a b', 'a@b', '👩👩', 'x'.repeat(33), 'a\u0301\u0302', 'a\0b', null, 7])('%o is none', (name) => {
    expect(Username.safeParse(name).success).toBe(false);
  });

  it.each([
    ['Alice', 'aLICE'],
    ['STRASSE', 'straße'],
    ['STRAẞE', 'straße'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['É', 'e\u0301'],
    ['민준', '민준'.normalize('NFD')],
  ])('%s and %s are the same', (a, b) => {
    expect(isSameName(a, b)).toBe(true);
    expect(usernameKey(usernameKey(a))).toBe(usernameKey(b));
  });
});
