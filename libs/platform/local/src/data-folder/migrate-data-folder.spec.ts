import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { local } from '../local.js';
import { DataFolder } from './data-folder.js';
import { migrateDataFolder } from './migrate-data-folder.js';

const Note = new EntitySchema<{ id: number }>({ name: 'note', columns: { id: { type: 'integer', primary: true } } });
class CreateNote1800000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id INTEGER PRIMARY KEY)');
  }
  async down(): Promise<void> {}
}
class AddText1800000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE note ADD COLUMN words TEXT');
  }
  async down(): Promise<void> {}
}
const earlier = { service: 'auth' as const, entities: [Note], migrations: [CreateNote1800000000000] };
const later = { ...earlier, migrations: [CreateNote1800000000000, AddText1800000000001] };

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'maru-migrate-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const ran = async () =>
  Object.fromEntries((await migrateDataFolder(data, [later])).map(({ database, migrations }) => [database, migrations]));

it('runs what is new, once, and says what', async () => {
  const platform = await local({ dataFolder: data });
  await platform.unitOfWork(earlier);
  await platform.close();
  expect(await ran()).toMatchObject({ 'auth.sqlite': ['AddText1800000000001'], 'messages.sqlite': ['version 1', 'version 2'] });
  expect(await ran()).toMatchObject({ 'auth.sqlite': [], 'messages.sqlite': [] });
});

it('touches neither a folder in use nor one of something else', async () => {
  await expect(migrateDataFolder(data, [later])).rejects.toThrow('is no data folder of Maru');
  const platform = await local({ dataFolder: data });
  await platform.unitOfWork(earlier);
  await expect(migrateDataFolder(data, [later])).rejects.toThrow('in use by another Maru');
  await platform.close();
  DataFolder.claim(data).release();
});
