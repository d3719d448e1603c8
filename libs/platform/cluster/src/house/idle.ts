import type { Connection } from 'mysql2/promise';
import { z } from 'zod';

/** Why nothing can be copied there: its message says what to do. */
export class UnfitCluster extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnfitCluster';
  }
}

const Names = z.array(z.tuple([z.string()])).transform((rows) => rows.map(([name]) => name.replace('maru_', '')));

/** Processes keep connections to their databases; and they keep in mind what they have read. */
export async function mustBeIdle(connection: Connection, next: string): Promise<void> {
  const sql = "SELECT DISTINCT db FROM information_schema.processlist WHERE db LIKE 'maru\\_%' AND id <> CONNECTION_ID()";
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  const users = Names.parse(rows);
  if (users.length > 0) throw new UnfitCluster(`Others use the cluster's databases (${users.join(', ')}): ${next}`);
}
