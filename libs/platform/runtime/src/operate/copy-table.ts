import { type CopiedRow, type CopiedTable, keyOf, type RowSource, type RowTarget, type Slice } from '@maru/ports';
import type { Checksums } from './checksums.js';

const AT_ONCE = 500;

/** All rows of a table, or of a slice of it. */
async function* portionsOf(from: RowSource, table: CopiedTable, slice: Slice | undefined, behind?: CopiedRow) {
  let after = behind;
  for (;;) {
    const rows = await from.read(table, { after, limit: AT_ONCE, slice });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = keyOf(table, last);
  }
}

/** Goes on where an earlier one ended, however it ended. Answers with how many rows it has written now. */
export async function copyTable(from: RowSource, to: RowTarget, table: CopiedTable, slice?: Slice): Promise<number> {
  let written = 0;
  for await (const rows of portionsOf(from, table, slice, await to.copiedTo(table))) {
    await to.write(table, rows);
    written += rows.length;
  }
  return written;
}

export async function sumUp(sums: Checksums, from: RowSource, table: CopiedTable, slice?: Slice): Promise<void> {
  for await (const rows of portionsOf(from, table, slice)) for (const row of rows) sums.add(table, row);
}
