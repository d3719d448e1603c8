/**
 * What others wrote, made fit for a terminal. Control characters could move the cursor, change the window's title or type for the reader;
 * marks of direction could show a text in another order. Both are shown as what they are instead.
 */
const UNSAFE = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]|[\uD800-\uDFFF]/gu;

/** One line, whatever it was. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`;
  });
}

/** Its lines, each fit to be printed. */
export function printableLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r|\u2028|\u2029/).map((line) => printable(line.replaceAll('\t', '    ')));
}

/** As a field of a line whose fields are separated by tabs: nothing is lost, and it can be read back. */
export function field(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(UNSAFE, (character) => NAMED.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const NAMED = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
