/** What was measured in this run, in a file that git ignores: figures are written down, and not asserted. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
const file = `${folder}figures.json`;

export function writeFigures(figures: Readonly<Record<string, number>>): void {
  mkdirSync(folder, { recursive: true });
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
  const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value * 1_000) / 1_000]);
  writeFileSync(file, `${JSON.stringify({ ...known, ...Object.fromEntries(rounded) }, undefined, 2)}\n`);
}
