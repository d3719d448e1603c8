/** Copies an embedded house into a cluster: may be ended at any moment, and begun again. */
import type { ClusterHouse } from '@maru/cluster';
import { House } from '@maru/local';
import type { CopiedTable, ServiceDefinition, Slice } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { type Environment, readDatabases } from '../configuration/database-settings.js';
import { Checksums } from './checksums.js';
import { copyTable, sumUp } from './copy-table.js';

interface Move {
  readonly dataFolder: string;
  readonly services: readonly ServiceDefinition[];
  readonly environment: Environment;
  readonly now: () => number;
  /** What has just been done. */
  readonly tell: (line: string) => void;
}

interface Moved {
  readonly rows: number;
  readonly channels: number;
  /** They stay where they are. */
  readonly deadLetters: number;
}

/** Why a copy was not made, or is not to be trusted: its message says what to do. */
class MoveRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoveRefused';
  }
}

/** Rejects with `MoveRefused`, or with what `House` and `ClusterHouse` refuse. */
export async function moveHouse({ dataFolder, services, environment, now, tell }: Move): Promise<Moved> {
  Logger.overrideLogger(['error', 'fatal']);
  const databases = readDatabases(environment);
  const tablesOfServices = services.flatMap(({ tables }) => (tables === undefined ? [] : [tables]));
  const house = House.open(dataFolder, tablesOfServices);
  try {
    const before = new Checksums();
    for (const table of house.tables) await sumUp(before, house, table);
    const copy = before.digest();
    // Its drivers are many: no other command loads them.
    const { ClusterHouse: Cluster, countThroughProxies } = await import('@maru/cluster');
    const cluster = await Cluster.open(databases, tablesOfServices, copy);
    try {
      await begin(cluster, house.tables, copy, tell);
      for (const table of house.tables) await copyEverywhere(house, cluster, table, tell);
      const channels = await channelsOf(house);
      await verify(before, cluster, house.tables);
      const found = await countThroughProxies(databases.messages, [...channels.keys()]);
      for (const { proxy, found: there } of found) judgeRouting(proxy, channels, there);
      await cluster.finish(copy, now());
      return { rows: before.rows, channels: channels.size, deadLetters: house.deadLetters() };
    } finally {
      await cluster.close();
    }
  } finally {
    house.close();
  }
}

async function begin(cluster: ClusterHouse, tables: readonly CopiedTable[], copy: string, tell: Move['tell']): Promise<void> {
  const filled = await cluster.filled(tables);
  if (filled.length === 0) return await cluster.begin(copy);
  const run = await cluster.lastRun();
  if (run?.copy === copy && run.finishedAt === null) return tell('This house was begun to be copied there: going on.');
  if (run?.copy === copy)
    throw new MoveRefused(`This house was copied there completely, ${new Date(run.finishedAt ?? 0).toISOString()}: start the cluster.`);
  if (run?.finishedAt === null)
    throw new MoveRefused(
      'Another house was begun to be copied there, or this one has been started since: empty the databases (DROP DATABASE maru_…), and begin again.',
    );
  throw new MoveRefused(`The cluster is not empty (${filled.join(', ')}): a house moves into an empty one only.`);
}

async function copyEverywhere(house: House, cluster: ClusterHouse, table: CopiedTable, tell: Move['tell']): Promise<void> {
  const servers = cluster.serversOf(table);
  let written = 0;
  for (const [index, server] of servers.entries()) {
    written += await copyTable(house, server, table, sliceOf(table, servers.length, index));
    await server.goOnBehind(table);
  }
  tell(`${table.database}.${table.name}: ${written} rows`);
}

async function verify(before: Checksums, cluster: ClusterHouse, tables: readonly CopiedTable[]): Promise<void> {
  const after = new Checksums();
  for (const table of tables) {
    const servers = cluster.serversOf(table);
    for (const [index, server] of servers.entries()) {
      const slice = sliceOf(table, servers.length, index);
      await sumUp(after, server, table, slice);
      if (slice && (await server.count(table)) !== (await server.count(table, slice)))
        throw new MoveRefused(`Shard ${index} has rows of ${table.name} that belong to another: look at the order of MARU_MESSAGE_SHARDS.`);
    }
  }
  const differences = before.differences(after);
  if (differences.length > 0)
    throw new MoveRefused(`The copy is not like the house: ${differences.slice(0, 5).join('; ')}. Empty the databases, and begin again.`);
}

type Channels = ReadonlyMap<number, { readonly messages: number; readonly last: number }>;

async function channelsOf(house: House): Promise<Channels> {
  const channels = new Map<number, { messages: number; last: number }>();
  const table = house.tables.find(({ database, name }) => database === 'message' && name === 'message');
  if (!table) throw new Error('the house has no messages');
  const [channelAt, sequenceAt] = [table.columns.indexOf('channel_id'), table.columns.indexOf('message_sequence')];
  for (let after: number[] | undefined; ;) {
    const rows = await house.read(table, { after, limit: 5_000 });
    for (const row of rows) {
      const [channelId, sequence] = [Number(row[channelAt]), Number(row[sequenceAt])];
      channels.set(channelId, { messages: (channels.get(channelId)?.messages ?? 0) + 1, last: sequence });
      after = [channelId, sequence];
    }
    if (rows.length === 0) return channels;
  }
}

function judgeRouting(proxy: string, here: Channels, there: Channels): void {
  const lost = [...here].find(([id, { messages, last }]) => there.get(id)?.messages !== messages || there.get(id)?.last !== last);
  if (lost === undefined) return;
  throw new MoveRefused(
    `The proxy ${proxy} does not find all of channel ${lost[0]}: its shards must be those of MARU_MESSAGE_SHARDS, in the same order.`,
  );
}

function sliceOf({ database }: CopiedTable, of: number, rest: number): Slice | undefined {
  return database === 'message' ? { of, rest } : undefined;
}
