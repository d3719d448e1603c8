/** Moves channels to where they lie among more shards: may be ended at any moment, and begun again. */
import type { ShardTables } from '@maru/cluster';
import { PARTITIONS } from '@maru/contracts';
import { Logger } from '@nestjs/common';
import { type Environment, readDatabases } from '../configuration/database-settings.js';
import { Checksums } from './checksums.js';
import { copyTable, sumUp } from './copy-table.js';

const REMOVED_AT_ONCE = 5_000;
const COPIED = 'copied, and compared';
const DONE = 'done';

interface Resharding {
  /** How many shards there were: the first of those that the settings name. */
  readonly from: number;
  readonly environment: Environment;
  readonly tell: (line: string) => void;
}

/** Why channels were not moved: its message says what to do. */
class ReshardRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReshardRefused';
  }
}

/** Rejects with `ReshardRefused`, or with what `ShardTables` refuses. Answers with how many rows have moved. */
export async function reshard({ from, environment, tell }: Resharding): Promise<number> {
  Logger.overrideLogger(['error', 'fatal']);
  const { messages } = readDatabases(environment);
  const to = messages.shards.length;
  judge(from, to);
  const { ShardTables: Tables } = await import('@maru/cluster');
  const all = await Tables.open(messages, `from ${from} to ${to} shards`);
  try {
    const [first] = all.shards;
    if (await first?.remembers(DONE)) throw new ReshardRefused(`The channels were moved from ${from} to ${to} shards before.`);
    if (!(await first?.remembers(COPIED))) {
      await mustBeFresh(all, from);
      for (const move of movesOf(all, from)) await copyShard(move, tell);
      await first?.remember(COPIED);
    }
    let removed = 0;
    for (const { table, source, slice } of movesOf(all, from))
      for (let rows = -1; rows !== 0; removed += rows) rows = await source.remove(table, slice, REMOVED_AT_ONCE);
    await mustBeInPlace(all);
    await first?.remember(DONE);
    return removed;
  } finally {
    await all.close();
  }
}

function judge(from: number, to: number): void {
  if (!Number.isInteger(from) || from < 1) throw new ReshardRefused('How many shards were there? --from 2');
  if (to <= from || to % from !== 0) throw new ReshardRefused(`MARU_MESSAGE_SHARDS names ${to} shards: it must be a multiple of ${from}.`);
  if (PARTITIONS % to !== 0) throw new ReshardRefused(`${PARTITIONS} partitions cannot be cut into ${to} shards.`);
}

/** A channel moves where `id mod to` is no shard that was there: from the one that is `id mod from`. */
function movesOf({ shards, tables }: ShardTables, from: number) {
  return shards.flatMap((target, rest) => {
    const source = shards[rest % from];
    if (rest < from || !source) return [];
    return tables.map((table) => ({ table, source, target, slice: { of: shards.length, rest } }));
  });
}

type Move = ReturnType<typeof movesOf>[number];

async function copyShard({ table, source, target, slice }: Move, tell: Resharding['tell']): Promise<void> {
  const written = await copyTable(source, target, table, slice);
  const [before, after] = [new Checksums(), new Checksums()];
  await sumUp(before, source, table, slice);
  await sumUp(after, target, table);
  const differences = after.differences(before);
  if (differences.length > 0)
    throw new ReshardRefused(
      `Shard ${slice.rest} is not like what it was copied from: ${differences.slice(0, 5).join('; ')}. Nothing was removed: empty the new shards, and begin again.`,
    );
  tell(`shard ${slice.rest}: ${table.name}, ${written} rows written, ${after.rows} the same in both places`);
}

/** What lies there and was not brought by this one would not be found by its channel. */
async function mustBeFresh({ shards, tables }: ShardTables, from: number): Promise<void> {
  for (const [index, shard] of shards.entries())
    for (const table of tables)
      if (index >= from && (await shard.copiedTo(table)) === undefined && (await shard.count(table)) > 0)
        throw new ReshardRefused(`Shard ${index} (${shard.address}) is not empty: ${table.name} has rows of something else.`);
}

async function mustBeInPlace({ shards, tables }: ShardTables): Promise<void> {
  for (const [rest, shard] of shards.entries())
    for (const table of tables)
      if ((await shard.count(table)) !== (await shard.count(table, { of: shards.length, rest })))
        throw new ReshardRefused(`Shard ${rest} (${shard.address}) has rows of ${table.name} that belong to another shard.`);
}
