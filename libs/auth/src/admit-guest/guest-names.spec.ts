import { Username } from '@maru/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guestKey, isGuestName, likenessOf } from './guest-names.js';

describe('a name of a guest', () => {
  it.each(['a', 'John Smith', '🙂', '🙂'.repeat(50), ' ', 'a\nb', '방문자', 'x'.repeat(50)])('may be %j', (name) =>
    expect(isGuestName(name)).toBe(true),
  );

  it.each(['', 'x'.repeat(51), 'a\0b', '\ud800', 'ﬃ'.repeat(50)])('may not be %j', (name) => expect(isGuestName(name)).toBe(false));

  it.each(['alice', 'Alice', ' alice ', 'ali\u200bce', 'ａｌｉｃｅ', 'alice\u202e', '\ufeffALICE'])('%j looks like alice', (name) =>
    expect(likenessOf(name)).toBe('alice'),
  );

  it.each(['alice2', 'al ice', 'alicе'])('%j does not', (name) => expect(likenessOf(name)).not.toBe('alice'));

  it('has a key that is nobody else’s, and never an account’s', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.string({ unit: 'binary', maxLength: 50 }), (one, other) => {
        expect(guestKey(one) === guestKey(other)).toBe(one === other);
        expect(Username.safeParse(guestKey(one)).success).toBe(false);
      }),
    );
  });
});
