import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Entry, Keeper, Value } from './entries.js';

const SCHEMA = `CREATE TABLE IF NOT EXISTS kept_key (
  key TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, expires_at INTEGER
) STRICT, WITHOUT ROWID`;
const LOAD = 'SELECT key, kind, value, expires_at FROM kept_key';
const SAVE = `INSERT INTO kept_key (key, kind, value, expires_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, value = excluded.value, expires_at = excluded.expires_at`;
const REMOVE = 'DELETE FROM kept_key WHERE key = ?';

const Row = z.object({
  key: z.string(),
  kind: z.enum(['text', 'hash', 'list', 'bucket']),
  value: z.string(),
  expires_at: z.int().nullable(),
});
const Fields = z.array(z.tuple([z.string(), z.string()]));
const Items = z.array(z.string());
const Level = z.object({ parts: z.number(), at: z.number() });

/** Kept keys on disk. All that one turn of the event loop changes is one transaction. */
export class KeptKeys implements Keeper {
  private changed = new Map<string, Entry | undefined>();
  private written: Promise<void> | undefined;
  private readonly saveStatement: Database.Statement;
  private readonly removeStatement: Database.Statement;
  private readonly saveAll: (changed: ReadonlyMap<string, Entry | undefined>) => void;

  constructor(private readonly database: Database.Database) {
    database.exec(SCHEMA);
    this.saveStatement = database.prepare(SAVE);
    this.removeStatement = database.prepare(REMOVE);
    this.saveAll = database.transaction((changed: ReadonlyMap<string, Entry | undefined>) => {
      for (const [key, entry] of changed) this.saveOne(key, entry);
    });
  }

  *load(): Generator<[string, Entry]> {
    for (const row of z.array(Row).parse(this.database.prepare(LOAD).all())) {
      const expiresAt = row.expires_at ?? Number.POSITIVE_INFINITY;
      yield [row.key, { value: decode(row.kind, row.value), expiresAt, keep: true }];
    }
  }

  save(key: string, entry: Entry): Promise<void> {
    this.changed.set(key, entry);
    return this.writeSoon();
  }

  remove(key: string): Promise<void> {
    this.changed.set(key, undefined);
    return this.writeSoon();
  }

  close(): void {
    this.write();
    this.database.close();
  }

  private writeSoon(): Promise<void> {
    this.written ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.written = undefined;
        try {
          this.write();
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    return this.written;
  }

  private write(): void {
    if (this.changed.size === 0) return;
    this.saveAll(this.changed);
    this.changed = new Map();
  }

  private saveOne(key: string, entry: Entry | undefined): void {
    if (!entry) this.removeStatement.run(key);
    else this.saveStatement.run(key, entry.value.kind, encode(entry.value), Number.isFinite(entry.expiresAt) ? entry.expiresAt : null);
  }
}

function encode(value: Value): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'hash':
      return JSON.stringify([...value.fields]);
    case 'list':
      return JSON.stringify(value.items);
    case 'bucket':
      return JSON.stringify(value.level);
  }
}

function decode(kind: Value['kind'], value: string): Value {
  switch (kind) {
    case 'text':
      return { kind, text: value };
    case 'hash':
      return { kind, fields: new Map(Fields.parse(JSON.parse(value))) };
    case 'list':
      return { kind, items: Items.parse(JSON.parse(value)) };
    case 'bucket':
      return { kind, level: Level.parse(JSON.parse(value)) };
  }
}
