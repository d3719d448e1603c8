import type { Connection, RowDataPacket } from 'mysql2/promise';

interface Row extends RowDataPacket {
  readonly version: string;
}

/** MySQL's descendants differ where schemas are read, and in the names of collations. */
export interface ServerKind {
  readonly type: 'mysql' | 'mariadb';
  /** Two texts are equal only where their bytes are; a trailing space is a character. */
  readonly exactCollation: string;
}

export async function serverKindOf(connection: Connection): Promise<ServerKind> {
  const [rows] = await connection.query<Row[]>('SELECT VERSION() AS version');
  return rows[0]?.version.includes('MariaDB')
    ? { type: 'mariadb', exactCollation: 'utf8mb4_nopad_bin' }
    : { type: 'mysql', exactCollation: 'utf8mb4_0900_bin' };
}
