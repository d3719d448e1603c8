/**
 * Statements for many rows. The proxy and the shards parse each text once and keep it, and a long one is large in their memory: so there are
 * only texts for powers of two, up to 128 rows, and for what comes most and is short.
 */
export const MOST_ROWS = 128;
/** Up to here there is a text for each number of rows. */
export const FEW_ROWS = 16;

/** For what must be there once: 13 rows are one statement, 37 rows are 32 and 5. */
export function exactPortions<T>(rows: readonly T[]): T[][] {
  const portions: T[][] = [];
  for (let from = 0; from < rows.length;) {
    const left = rows.length - from;
    const size = left <= FEW_ROWS ? left : Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(left)));
    portions.push(rows.slice(from, from + size));
    from += size;
  }
  return portions;
}

/** For what may be asked twice: 37 rows are 64, the last one 28 times. */
export function paddedPortions<T>(rows: readonly T[]): T[][] {
  const portions: T[][] = [];
  for (let from = 0; from < rows.length; from += MOST_ROWS) {
    const portion = rows.slice(from, from + MOST_ROWS);
    const size = 2 ** Math.ceil(Math.log2(portion.length));
    portions.push([...portion, ...Array.from({ length: size - portion.length }, () => portion.at(-1)!)]);
  }
  return portions;
}
