import { type CopiedRow, type CopiedTable, keyOf, type Portion, type RowTarget } from '@maru/ports';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Checksums } from './checksums.js';
import { copyTable, sumUp } from './copy-table.js';

const table: CopiedTable = { database: 'message', name: 'message', columns: ['content', 'channel_id', 'seq'], key: ['channel_id', 'seq'] };

/** A server as it is to a copy, its rows in the order of their key: a portion is there with its mark, or not at all. */
class Server implements RowTarget {
  constructor(
    readonly rows: CopiedRow[] = [],
    private readonly answers: (() => boolean)[] = [],
  ) {}

  async read(of: CopiedTable, { after, limit, slice }: Portion): Promise<readonly CopiedRow[]> {
    const inSlice = this.rows.filter((row) => !slice || Number(row[1]) % slice.of === slice.rest);
    return inSlice.filter((row) => !after || compare(keyOf(of, row), after) > 0).slice(0, limit);
  }

  async copiedTo(of: CopiedTable): Promise<CopiedRow | undefined> {
    const last = this.rows.at(-1);
    return last && keyOf(of, last);
  }

  async write(_of: CopiedTable, rows: readonly CopiedRow[]): Promise<void> {
    const isCutBehind = this.answers.pop()?.();
    if (isCutBehind === false) throw new Error('cut before');
    this.rows.push(...rows);
    if (isCutBehind) throw new Error('cut behind');
  }
}

function compare(one: CopiedRow, other: CopiedRow): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : Number(one[at]) - Number(other[at]);
}

const from = new Server(Array.from({ length: 1_800 }, (_, index) => [`text ${index} 👋`, Math.floor(index / 300), index % 300]));

it('copies all rows of a slice once, wherever and however often it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 8 }), async (cuts) => {
      const to = new Server(
        [],
        cuts.map((behind) => () => behind),
      );
      const slice = { of: 2, rest: 1 };
      for (let ended = false; !ended;)
        ended = await copyTable(from, to, table, slice).then(
          () => true,
          () => false,
        );
      const [before, after] = [new Checksums(), new Checksums()];
      await sumUp(before, from, table, slice);
      await sumUp(after, to, table);
      expect([after.rows, after.differences(before), after.digest()]).toEqual([before.rows, [], before.digest()]);
    }),
    { numRuns: 20 },
  );
});

it('tells a row too few, and one that is not the same', () => {
  const [one, other, third] = [new Checksums(), new Checksums(), new Checksums()];
  one.add(table, ['a', 1, 1]);
  one.add(table, ['b', 1, 2]);
  other.add(table, ['b', 1, 2]);
  other.add(table, ['A', 1, 1]);
  third.add(table, ['a', 1, 1]);
  expect(one.differences(other)).toEqual(['message.message of channel 1: as many rows, but not the same ones']);
  expect(one.differences(third)).toEqual(['message.message of channel 1: 2 rows here, 1 there']);
  expect(one.digest()).not.toBe(other.digest());
});
