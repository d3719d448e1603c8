import type { Range } from '../history/history.js';

const DEFAULT_PAGE = 50;

export interface AskedRange {
  readonly startMessageSequence?: number | undefined;
  readonly endMessageSequence?: number | undefined;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** Which messages a page has, of a channel that ends at `last`. Empty where `from` is behind `to`. */
export function messageRange(asked: AskedRange, last: number, maxPage: number): Range {
  const { startMessageSequence: start, endMessageSequence: end, before, after } = asked;
  if (start !== undefined && end !== undefined) {
    const to = Math.min(end, last);
    return { from: Math.max(1, start, to - maxPage + 1), to };
  }
  const limit = Math.min(asked.limit ?? DEFAULT_PAGE, maxPage);
  if (after !== undefined) return { from: after + 1, to: Math.min(after + limit, last) };
  const to = Math.min((before ?? last + 1) - 1, last);
  return { from: Math.max(1, to - limit + 1), to };
}
