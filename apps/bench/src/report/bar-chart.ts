/** A bar for each trial, its number beside it: readable without a program that draws. */
import type { Outcome } from '../figures/figure.js';

const BAR = 22;
const GAP = 6;
const LABELS = 220;
const WIDTH = 900;
const NUMBERS = 130;

export function barChart(title: string, { rows, plot }: Outcome): string {
  const values = rows.map((row) => Number(row[plot.column] ?? 0));
  const scale = (WIDTH - LABELS - NUMBERS) / Math.max(...values, Number.MIN_VALUE);
  const height = 70 + rows.length * (BAR + GAP);
  const bars = rows.map(({ subject, trial }, index) => {
    const y = 50 + index * (BAR + GAP);
    const value = values[index] ?? 0;
    const width = Math.max(1, Math.round(value * scale));
    const middle = y + BAR - 6;
    return [
      `<text x="${LABELS - 8}" y="${middle}" text-anchor="end">${escaped(subject)} #${trial}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR}" fill="#3b6ea5"/>`,
      `<text x="${LABELS + width + 6}" y="${middle}">${value.toLocaleString('en-US')}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="12" y="24" font-size="16">${escaped(title)} (${escaped(plot.unit)})</text>`,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
