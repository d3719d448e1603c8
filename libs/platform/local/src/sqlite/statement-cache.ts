import type Database from 'better-sqlite3';

const MAX = 500;

/** A connection that prepares each statement once, for all query runners that use it. */
export class StatementCache {
  private readonly statements = new Map<string, Database.Statement>();

  constructor(private readonly database: Database.Database) {}

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  prepare(sql: string): Database.Statement {
    const known = this.statements.get(sql);
    if (known) {
      this.statements.delete(sql);
      this.statements.set(sql, known);
      return known;
    }
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    for (const oldest of this.statements.keys()) {
      if (this.statements.size <= MAX) break;
      this.statements.delete(oldest);
    }
    return statement;
  }

  pragma(source: string): unknown {
    return this.database.pragma(source);
  }
}
