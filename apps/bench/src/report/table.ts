import type { Row } from '../figures/figure.js';

/** One column for each trial: there are more numbers than trials. */
export function markdownTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'subject' && name !== 'trial');
  const head = ['', ...rows.map(({ subject, trial }) => `${subject} #${trial}`)];
  const lines = names.map((name) => [name, ...rows.map((row) => shown(row[name]))]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function shown(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Math.round(value * 100) / 100);
}
