import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field, printable, printableLines } from './printable.js';

const anything = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u001b', '\u009b', '\u202e', '\\', '\n', '\t', '\ud800'),
  ),
});
const controls = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

describe('what others wrote', () => {
  it('moves no cursor and sets no title', () => {
    expect(printable('\u001b]0;owned\u0007\u001b[2Jhi\u009b31m')).toBe('␛]0;owned␇␛[2Jhi\\u{9b}31m');
    expect(printable('\u202egnp.exe')).toBe('\\u{202e}gnp.exe');
  });

  it('stays as it is where it is text', () => {
    for (const text of ['안녕하세요', 'é', '👩‍👩‍👧', '한', 'a b']) expect(printable(text)).toBe(text);
  });

  it('never reaches a terminal with a control character, in any form', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(printable(text)).not.toMatch(controls);
        expect(field(text)).not.toMatch(controls);
        for (const line of printableLines(text)) expect(line).not.toMatch(controls);
      }),
    );
  });
});

it('keeps its lines', () => {
  expect(printableLines('a\nb\r\n\u001bc\td')).toEqual(['a', 'b', '␛c    d']);
});

it('can be read back from a field', () => {
  const names: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
  const read = (text: string) =>
    text.replaceAll(/\\(?:u\{([0-9a-f]+)\}|(.))/g, (_, code: string | undefined, name: string) =>
      code === undefined ? (names[name] ?? '?') : String.fromCodePoint(Number.parseInt(code, 16)),
    );
  fc.assert(
    fc.property(anything, (text) => {
      expect(read(field(text))).toBe(text);
    }),
  );
  expect(field('a\tb\nc\\n')).toBe('a\\tb\\nc\\\\n');
});
