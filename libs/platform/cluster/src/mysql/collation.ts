import type { Connection, RowDataPacket } from 'mysql2/promise';

interface Collation extends RowDataPacket {
  readonly name: string;
}

/** Compare code points, and a trailing space is a character: MySQL 8 and MariaDB have a name of their own for that. */
const EXACT = ['utf8mb4_0900_bin', 'utf8mb4_nopad_bin'];

/** The server's collation in which two texts are equal only where their bytes are. */
export async function exactCollation(connection: Connection): Promise<string> {
  const [rows] = await connection.query<Collation[]>(
    'SELECT COLLATION_NAME AS name FROM information_schema.COLLATIONS WHERE COLLATION_NAME IN (?)',
    [EXACT],
  );
  return rows[0]?.name ?? 'utf8mb4_bin';
}
