import { UnitOfWork } from '@maru/ports';
import { startService, type StartedService } from '@maru/testing';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authService } from './index.js';

describe('the tables', () => {
  let service: StartedService;
  let database: DataSource;

  beforeEach(async () => {
    service = await startService(authService);
    database = service.get(UnitOfWork).fresh.dataSource;
  });
  afterEach(() => service.close());

  it('are after the migrations what the entities say', async () => {
    const { upQueries } = await database.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('have a name for every key and index, and never give out an id twice', async () => {
    const names = `'message_user', 'refresh_token', 'auth_secret'`;
    const rows = await database.query<{ sql: string | null }[]>(`SELECT sql FROM sqlite_master WHERE tbl_name IN (${names})`);
    const sql = rows.map((row) => row.sql).join('\n');
    expect(sql).toContain('AUTOINCREMENT');
    for (const name of ['message_user_username_key', 'refresh_token_user_fk', 'refresh_token_expires']) expect(sql).toContain(`"${name}"`);
    expect(sql).not.toMatch(/"(IDX|FK|PK|UQ|REL)_/);
  });
});
