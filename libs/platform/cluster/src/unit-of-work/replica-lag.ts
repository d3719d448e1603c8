import type { EntityManager } from 'typeorm';
import { z } from 'zod';

const Position = z.tuple([z.object({ position: z.string() })]);
const AT_PRIMARY = 'SELECT @@GLOBAL.gtid_binlog_pos AS position';
const AT_REPLICA = 'SELECT @@GLOBAL.gtid_slave_pos AS position';

/** How many transactions the replica that is read from has not got yet; undefined where there is none, and the primary is read from. */
export async function replicaLag({ fresh, late }: { fresh: EntityManager; late: EntityManager }): Promise<number | undefined> {
  // The replica first: what it gets in between must not look like a lag.
  const [{ position: at }] = Position.parse(await late.query(AT_REPLICA));
  const [{ position: end }] = Position.parse(await fresh.query(AT_PRIMARY));
  return at === '' ? undefined : transactionsBetween(at, end);
}

/** Both as MariaDB writes them: `domain-server-sequence`, with commas between the domains. */
export function transactionsBetween(at: string, end: string): number {
  const reached = sequences(at);
  let missing = 0;
  for (const [domain, sequence] of sequences(end)) missing += Math.max(0, sequence - (reached.get(domain) ?? 0));
  return missing;
}

function sequences(position: string): Map<string, number> {
  const all = position.split(',').flatMap((one) => [...one.trim().matchAll(/^(\d+)-\d+-(\d+)$/g)]);
  return new Map(all.map(([, domain = '', sequence]) => [domain, Number(sequence)]));
}
