import type { Options, Row } from './figure.js';

export function isWanted(subject: string, { only }: Options): boolean {
  return only.length === 0 || only.some((name) => subject.toLowerCase().includes(name.toLowerCase()));
}

/** Of the trials of one subject; undefined where it was not measured. */
export function medianOf(rows: readonly Row[], subject: string, column: string): number | undefined {
  const values = rows.filter((row) => row.subject === subject).map((row) => Number(row[column]));
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
