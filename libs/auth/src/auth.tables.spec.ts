import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authTables } from './auth.tables.js';

describe('the tables', () => {
  let database: DataSource;

  beforeEach(async () => {
    const { entities, migrations } = authTables;
    database = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [...entities], migrations: [...migrations] });
    await database.initialize();
    await database.runMigrations();
  });
  afterEach(() => database.destroy());

  const tables = () =>
    database.query<{ name: string; sql: string }[]>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name IN ('message_user', 'refresh_token', 'auth_secret')`,
    );

  it('are after the migrations what the entities say', async () => {
    const { upQueries } = await database.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be taken back', async () => {
    expect(await tables()).toHaveLength(3);
    await database.undoLastMigration();
    expect(await tables()).toEqual([]);
  });

  it('have a name for every key', async () => {
    const sql = (await tables()).map((row) => row.sql).join('\n');
    for (const name of ['message_user_username_key', 'refresh_token_user_fk']) expect(sql).toContain(`CONSTRAINT "${name}"`);
  });
});
