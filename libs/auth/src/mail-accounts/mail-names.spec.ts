import { Username } from '@maru/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emailKey, isEmail, nicknamesOf } from './mail-names.js';

const first = (email: string) => [...nicknamesOf(email)][0];

it.each([
  ['mina.kim@example.com', 'mina.kim'],
  ['mina+chat@example.com', 'minachat'],
  ['민아@example.com', '민아'],
  ['a@example.com', 'usera'],
  ['+@example.com', 'user'],
  [`${'x'.repeat(60)}@example.com`, 'x'.repeat(32)],
])('makes of %s the name %s', (email, name) => {
  expect(first(email)).toBe(name);
});

it('makes nothing but usernames, each another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (local) => {
      const names = [...nicknamesOf(`${local.replaceAll('@', '')}@example.com`)];
      expect(names.map((name) => Username.safeParse(name).success)).toEqual(names.map(() => true));
      expect(names.length).toBeGreaterThan(5);
    }),
  );
});

it.each(['', 'mina', '@', 'mina@', '@example.com', 'mina @example.com', 'a@b@c', `${'x'.repeat(250)}@x.de`, 'a\0@b', '\ud800@b'])(
  'takes %j for no e-mail',
  (text) => {
    expect(isEmail(text)).toBe(false);
  },
);

it('finds an e-mail without regard to case', () => {
  expect([isEmail('Mina@Example.com'), emailKey('Mina@Example.com')]).toEqual([true, emailKey('mina@example.COM')]);
  expect(emailKey('mina@example.com')).not.toBe(emailKey('mina@example.org'));
});
