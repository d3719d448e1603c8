import { createConnection, type Connection, type ConnectionOptions, type RowDataPacket } from 'mysql2/promise';

interface Answer extends RowDataPacket {
  readonly answer: number | null;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A lock in the database server, under a name, that ends with the connection that holds it: however a process ends, its locks are free.
 */
export class NamedLock {
  private constructor(readonly connection: Connection) {}

  /** Undefined where somebody else holds it, still after `waitSeconds`. */
  static async take(server: ConnectionOptions, name: string, waitSeconds: number): Promise<NamedLock | undefined> {
    const connection = await createConnection({ connectTimeout: CONNECT_TIMEOUT_MS, ...server });
    try {
      const [rows] = await connection.query<Answer[]>('SELECT GET_LOCK(?, ?) AS answer', [name, waitSeconds]);
      if (rows[0]?.answer === 1) return new NamedLock(connection);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    await connection.end();
    return undefined;
  }

  async release(): Promise<void> {
    await this.connection.end();
  }
}

/** Only one process at a time does `work` under this name; the others wait. */
export async function underLock<T>(
  server: ConnectionOptions,
  name: string,
  waitSeconds: number,
  work: (connection: Connection) => Promise<T>,
) {
  const lock = await NamedLock.take(server, name, waitSeconds);
  if (!lock) throw new Error(`${name} was held by somebody else for ${waitSeconds} s`);
  try {
    return await work(lock.connection);
  } finally {
    await lock.release();
  }
}
