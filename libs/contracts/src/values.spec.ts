import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientMessageId, Content, Id, IncomingChannelId, RequestId, Title, cutCharacters, text } from './values.js';

const accepts = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) => schema.safeParse(value).success;

describe('a text', () => {
  it('is measured in code points', () => {
    expect(accepts(text(1, 3), '👩👩👩')).toBe(true);
    expect(accepts(text(1, 3), '👩👩👩👩')).toBe(false);
    expect(accepts(text(2, 3), '👩')).toBe(false);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), fc.nat(20), (value, min, more) => {
        const length = Array.from(value).length;
        expect(accepts(text(min, min + more), value)).toBe(length >= min && length <= min + more);
      }),
    );
  });

  it('is cut between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (value, max) => {
        expect(cutCharacters(value, max)).toBe(Array.from(value).slice(0, max).join(''));
      }),
    );
  });
});

describe('content', () => {
  it.each(['a', ' a ', '\n안녕\n', '👩‍👩‍👧', '\ufeff', '\u200b', 'x'.repeat(4_000), '👩'.repeat(4_000)])('%# is taken as it is', (content) => {
    expect(Content.parse(content)).toBe(content);
  });

  it.each(['', ' ', '\u0085\u2003\u3000\u2028', 'a\0b', '\ud800', 'a\udc00b', 'x'.repeat(4_001), '👩'.repeat(4_001), 5, null])(
    '%# is refused',
    (content) => {
      expect(accepts(Content, content)).toBe(false);
    },
  );
});

describe('a channel id', () => {
  it('comes in as a number or as an object', () => {
    expect(IncomingChannelId.parse(42)).toBe(42);
    expect(IncomingChannelId.parse({ id: 42, more: true })).toBe(42);
  });

  it.each(['42', -1, 1.5, 2 ** 53, null, {}, { id: '42' }, [42], { id: null }])('%o is none', (value) => {
    expect(accepts(IncomingChannelId, value)).toBe(false);
  });
});

it('an id is below 2^53', () => {
  expect(accepts(Id, 2 ** 53 - 1)).toBe(true);
  expect(accepts(Id, 2 ** 53)).toBe(false);
});

it('a title is trimmed, then measured', () => {
  expect(Title.parse('\u3000 점심 \u2003')).toBe('점심');
  expect(Title.parse(` ${'x'.repeat(100)} `)).toHaveLength(100);
  for (const bad of ['', '   ', 'x'.repeat(101), 'a\0', '\ud800']) expect(accepts(Title, bad)).toBe(false);
});

it('a client message id can be kept byte for byte', () => {
  expect(accepts(ClientMessageId, 'x'.repeat(64))).toBe(true);
  for (const bad of ['', 'x'.repeat(65), '\ud800']) expect(accepts(ClientMessageId, bad)).toBe(false);
});

it('a request id is 1 to 64 characters', () => {
  expect(accepts(RequestId, '👩'.repeat(64))).toBe(true);
  for (const bad of ['', '👩'.repeat(65), 7, null]) expect(accepts(RequestId, bad)).toBe(false);
});
