import type { DeadLetter } from '@maru/ports';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { WireRecord } from './wire-record.js';

const SCHEMA = `CREATE TABLE IF NOT EXISTS dead_letter (
  dead_letter_id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, partitions INTEGER NOT NULL, topic_partition INTEGER NOT NULL, consumer_group TEXT NOT NULL,
  value TEXT NOT NULL, headers TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
) STRICT`;
const ADD =
  'INSERT INTO dead_letter (topic, partitions, topic_partition, consumer_group, value, headers, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const COLUMNS =
  'dead_letter_id AS id, topic, partitions, topic_partition AS "partition", consumer_group AS "group", value, headers, reason, at';
const LIST = `SELECT ${COLUMNS} FROM dead_letter ORDER BY dead_letter_id LIMIT ?`;
const FIND = `SELECT ${COLUMNS} FROM dead_letter WHERE dead_letter_id = ?`;
const REMOVE = 'DELETE FROM dead_letter WHERE dead_letter_id = ?';
const COUNT = 'SELECT COUNT(*) FROM dead_letter';

const Row = z.object({
  id: z.int(),
  topic: z.string(),
  partitions: z.int(),
  partition: z.int(),
  group: z.string(),
  value: z.string(),
  headers: z.string(),
  reason: z.string(),
  at: z.int(),
});
const Headers = z.record(z.string(), z.string());

interface Buried extends WireRecord {
  readonly group: string;
  readonly reason: string;
  readonly at: number;
}

/** The dead topics, all in one table. */
export class DeadLetterTable {
  private readonly statements: Record<'add' | 'list' | 'find' | 'remove' | 'count', Database.Statement>;

  constructor(private readonly database: Database.Database) {
    database.exec(SCHEMA);
    this.statements = {
      add: database.prepare(ADD),
      list: database.prepare(LIST),
      find: database.prepare(FIND),
      remove: database.prepare(REMOVE),
      count: database.prepare(COUNT).pluck(),
    };
  }

  add(buried: Buried): void {
    const { topic, partitions, partition, group, value, headers, reason, at } = buried;
    this.statements.add.run(topic, partitions, partition, group, value, JSON.stringify(headers), reason, at);
  }

  list(limit: number): DeadLetter[] {
    const rows = z.array(Row).parse(this.statements.list.all(limit));
    return rows.map(({ id, topic, group, value, reason, at }) => ({ id: String(id), topic, group, value, reason, at }));
  }

  find(id: string): Buried | undefined {
    const row = Row.optional().parse(this.statements.find.get(id));
    return row && { ...row, headers: Headers.parse(JSON.parse(row.headers)) };
  }

  remove(id: string): void {
    this.statements.remove.run(id);
  }

  count(): number {
    return z.int().parse(this.statements.count.get());
  }

  close(): void {
    this.database.close();
  }
}
