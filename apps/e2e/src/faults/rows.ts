/** What lies on each server of the shards. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import type { Evidence } from './findings.js';

const CAUGHT_UP_MS = 20_000;
const LOOK_AGAIN_MS = 250;

/** A channel lies on one shard, whole, and its replica has all of it after a while. Nothing where that is so. */
export async function rowsAmiss(cluster: Cluster, { channelId, stored: [stored = []] }: Evidence): Promise<string[]> {
  const servers = (await cluster.where()).mysql.filter((name) => name.startsWith('shard'));
  const shards = new Set(servers.map((name) => name.split('-')[0])).size;
  const last = stored.at(-1)?.messageSequence ?? 'NULL';
  const found = servers.map(async (server) => {
    const wanted = server.startsWith(`shard${channelId % shards}-`) ? `${stored.length} ${last}` : '0 NULL';
    const rows = await untilSo(wanted, () => rowsOn(cluster, server, channelId));
    return rows === wanted ? [] : [`channel ${channelId}: ${server} has ${rows}, not ${wanted} (rows, last sequence)`];
  });
  return (await Promise.all(found)).flat();
}

async function rowsOn(cluster: Cluster, server: string, channelId: number): Promise<string> {
  const statement = `SELECT COUNT(*), MAX(message_sequence) FROM maru_message.message WHERE channel_id = ${channelId}`;
  return (await cluster.sql(server, statement)).join(' ');
}

async function untilSo(wanted: string, look: () => Promise<string>): Promise<string> {
  const end = performance.now() + CAUGHT_UP_MS;
  for (;;) {
    const found = await look();
    if (found === wanted || performance.now() > end) return found;
    await sleep(LOOK_AGAIN_MS);
  }
}
