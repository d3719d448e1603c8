import { type CopiedRow, type CopiedTable, keyOf, type Portion, type RowTarget, type Slice } from '@maru/ports';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { z } from 'zod';
import { fromColumn, toColumn } from '../message-store/client-ids.js';
import { hostAndPort } from '../mysql/address.js';
import type { Address } from '../settings.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** Beside the databases of the services, so that their tables know nothing of it. */
const PROGRESS = 'maru_migration';

const Values = z.array(z.array(z.union([z.string(), z.number(), z.null()])));
const Progress = z.array(z.tuple([z.string()]));
const Count = z.tuple([z.tuple([z.int()])]).transform(([[count]]) => count);
const Key = z.array(z.union([z.string(), z.number(), z.null()]));

export interface Account {
  readonly user: string;
  readonly password: string;
}

/**
 * The tables on one server, as a copy reads and writes them. How far it has come is written with the rows, in the same transaction: whoever
 * begins again goes on behind the last row, wherever the end was.
 */
export class MysqlTables implements RowTarget {
  private constructor(
    readonly address: Address,
    readonly connection: Connection,
    private readonly copy: string,
  ) {}

  /** `copy` is the name of what is copied: another one has not been begun by this. */
  static async open(address: Address, { user, password }: Account, copy: string): Promise<MysqlTables> {
    const where = { ...hostAndPort(address), user, password };
    const connection = await createConnection({
      ...where,
      supportBigNumbers: true,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
    });
    try {
      await connection.query(`CREATE DATABASE IF NOT EXISTS ${PROGRESS} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      await connection.query(
        `CREATE TABLE IF NOT EXISTS ${PROGRESS}.progress (copy VARCHAR(64) NOT NULL, table_name VARCHAR(128) NOT NULL, copied_to TEXT NOT NULL,
        PRIMARY KEY (copy, table_name)) ENGINE = InnoDB`,
      );
      // Whole houses fit together; their tables come in the order in which they were made.
      await connection.query('SET SESSION foreign_key_checks = 0');
      return new MysqlTables(address, connection, copy);
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  async read(table: CopiedTable, { after, limit, slice }: Portion): Promise<readonly CopiedRow[]> {
    const conditions = [...(after ? [behind(table.key)] : []), ...(slice ? [`channel_id % ${slice.of} = ${slice.rest}`] : [])];
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const sql = `SELECT ${list(table.columns)} FROM ${nameOf(table)}${where} ORDER BY ${list(table.key)} LIMIT ${limit}`;
    const rows = Values.parse(await this.rows(sql, after ? valuesBehind(after) : []));
    return rows.map((row) => decoded(table, row));
  }

  async copiedTo(table: Pick<CopiedTable, 'database' | 'name'>): Promise<CopiedRow | undefined> {
    const sql = `SELECT copied_to FROM ${PROGRESS}.progress WHERE copy = ? AND table_name = ?`;
    const [row] = Progress.parse(await this.rows(sql, [this.copy, fullName(table)]));
    return row && Key.parse(JSON.parse(row[0]));
  }

  async write(table: CopiedTable, rows: readonly CopiedRow[]): Promise<void> {
    const last = rows.at(-1);
    if (!last) return;
    await this.connection.beginTransaction();
    try {
      const values = rows.map((row) => encoded(table, row));
      await this.connection.query(`INSERT INTO ${nameOf(table)} (${list(table.columns)}) VALUES ?`, [values]);
      const done = [this.copy, fullName(table), JSON.stringify(keyOf(table, last))];
      await this.connection.query(`REPLACE INTO ${PROGRESS}.progress (copy, table_name, copied_to) VALUES (?, ?, ?)`, done);
      await this.connection.commit();
    } catch (error) {
      await this.connection.rollback().catch(() => this.connection.destroy());
      throw error;
    }
  }

  /** A step of the copy that is done, whatever happens from now on. */
  async remember(step: string): Promise<void> {
    await this.connection.query(`REPLACE INTO ${PROGRESS}.progress (copy, table_name, copied_to) VALUES (?, ?, '[]')`, [this.copy, step]);
  }

  async remembers(step: string): Promise<boolean> {
    return (await this.copiedTo({ database: '', name: step })) !== undefined;
  }

  async count(table: Pick<CopiedTable, 'database' | 'name'>, slice?: Slice): Promise<number> {
    const where = slice ? ` WHERE channel_id % ${slice.of} = ${slice.rest}` : '';
    return Count.parse(await this.rows(`SELECT COUNT(*) FROM ${nameOf(table)}${where}`));
  }

  /** Answers with how many went: 0 when none is left. */
  async remove(table: CopiedTable, { of, rest }: Slice, limit: number): Promise<number> {
    const sql = `DELETE FROM ${nameOf(table)} WHERE channel_id % ${of} = ${rest} LIMIT ${limit}`;
    const [result] = await this.connection.query(sql);
    return z.object({ affectedRows: z.int() }).parse(result).affectedRows;
  }

  /** Ids that were once given are not given again. */
  async goOnBehind(table: CopiedTable): Promise<void> {
    if (table.lastId !== undefined) await this.connection.query(`ALTER TABLE ${nameOf(table)} AUTO_INCREMENT = ${table.lastId + 1}`);
  }

  /** What is known of copies that were not this one is of no use any more. */
  async forgetProgress(): Promise<void> {
    await this.connection.query(`DELETE FROM ${PROGRESS}.progress`);
  }

  async rows(sql: string, values: readonly unknown[] = []): Promise<unknown> {
    const [rows] = await this.connection.query<RowDataPacket[]>({ sql, values: [...values], rowsAsArray: true });
    return rows;
  }

  async close(): Promise<void> {
    await this.connection.end();
  }
}

function fullName({ database, name }: Pick<CopiedTable, 'database' | 'name'>): string {
  return database === '' ? name : `${database}.${name}`;
}

function nameOf({ database, name }: Pick<CopiedTable, 'database' | 'name'>): string {
  return `\`maru_${database}\`.\`${name}\``;
}

function list(names: readonly string[]): string {
  return names.map((one) => `\`${one}\``).join(', ');
}

/** `(a, b) > (?, ?)` as the server finds it in its index. */
function behind([first, ...others]: readonly string[]): string {
  if (others.length === 0) return `\`${first}\` > ?`;
  return `\`${first}\` >= ? AND (\`${first}\` > ? OR ${behind(others)})`;
}

function valuesBehind([first = null, ...others]: CopiedRow): CopiedRow {
  return others.length === 0 ? [first] : [first, first, ...valuesBehind(others)];
}

/** The one column that a cluster writes otherwise. */
function changed(table: CopiedTable, row: CopiedRow, change: (text: string) => string): CopiedRow {
  if (table.database !== 'message') return row;
  const at = table.columns.indexOf('client_message_id');
  return row.map((value, index) => (index === at && typeof value === 'string' ? change(value) : value));
}

function encoded(table: CopiedTable, row: CopiedRow): CopiedRow {
  return changed(table, row, toColumn);
}

function decoded(table: CopiedTable, row: CopiedRow): CopiedRow {
  return changed(table, row, fromColumn);
}
