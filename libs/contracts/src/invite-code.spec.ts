import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeInviteCode, normalizeInviteCode } from './invite-code.js';

const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

it('128 bits are 26 capitals, each code its own', () => {
  fc.assert(
    fc.property(sixteenBytes, sixteenBytes, (a, b) => {
      const code = encodeInviteCode(a);
      expect(code).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
      expect(code === encodeInviteCode(b)).toBe(Buffer.compare(a, b) === 0);
    }),
  );
  expect(encodeInviteCode(new Uint8Array(16).fill(255))).toBe(`7${'Z'.repeat(25)}`);
});

it('is read as people write it', () => {
  fc.assert(
    fc.property(sixteenBytes, fc.array(fc.nat(26)), (bytes, hyphens) => {
      const code = encodeInviteCode(bytes);
      const typed = Array.from(code.toLowerCase())
        .map((letter, index) => (hyphens.includes(index) ? `-${letter}` : letter))
        .join('');
      expect(normalizeInviteCode(typed.replaceAll('1', 'l').replaceAll('0', 'o'))).toBe(code);
    }),
  );
});

it.each(['', 'ABC', 'U'.repeat(26), '0'.repeat(27), '0'.repeat(25), '한'.repeat(26), '-'.repeat(1_000)])('%s is none', (typed) => {
  expect(normalizeInviteCode(typed)).toBeUndefined();
});
