import { printable, printableLines } from '../terminal-text/printable.js';
import { wrap } from '../terminal-text/width.js';
import type { News, Span, Style } from './news/news.js';

const SGR: Readonly<Record<Style, string>> = { plain: '', dim: '2', bold: '1', name: '36', good: '32', bad: '31' };
const NARROWEST = 12;

/** As it is written to a terminal. All control characters in it are ours: the texts of others have none left. */
export function terminalLines({ spans, indent }: NonNullable<News['line']>, columns: number, colours: boolean): readonly string[] {
  const paint = (text: string, style: Style) =>
    colours && SGR[style] !== '' && text !== '' ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text;
  const body = spans.at(-1);
  if (indent === 0 || body === undefined) return [spans.map(({ text, style }) => paint(printable(text), style)).join('')];
  const head = spans.slice(0, -1).map(({ text, style }) => paint(printable(text), style));
  return broken(body, columns - indent).map((text, index) => (index === 0 ? head.join('') : ' '.repeat(indent)) + paint(text, body.style));
}

function broken({ text }: Span, width: number): readonly string[] {
  const lines = printableLines(text);
  return width < NARROWEST ? lines : lines.flatMap((one) => wrap(one, width));
}
