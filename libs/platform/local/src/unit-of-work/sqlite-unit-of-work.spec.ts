import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tables } from '@maru/ports';
import { EntitySchema, type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SystemClock } from '../clock/system-clock.js';
import { SqliteUnitOfWork } from './sqlite-unit-of-work.js';

const AccountEntity = new EntitySchema<{ name: string; balance: number }>({
  name: 'account',
  columns: { name: { type: 'varchar', length: '32', primary: true, primaryKeyConstraintName: 'pk_account' }, balance: { type: 'integer' } },
});
class CreateAccount1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const columns = [
      { name: 'name', type: 'varchar', length: '32', isPrimary: true, primaryKeyConstraintName: 'pk_account' },
      { name: 'balance', type: 'integer' },
    ];
    await runner.createTable(new Table({ name: 'account', columns }));
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('account');
  }
}
const tables: Tables = { service: 'bank', entities: [AccountEntity], migrations: [CreateAccount1700000000001] };
const nowhere = { send: async () => ({ handled: Promise.resolve() }), deliver: async () => {} };

let folder: string;
let units: SqliteUnitOfWork;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'maru-'));
  units = await SqliteUnitOfWork.open(join(folder, 'bank.sqlite'), tables, new SystemClock(), nowhere);
});
afterEach(async () => {
  await units.close();
  rmSync(folder, { recursive: true });
});

test('entities and migrations agree', async () => {
  const { upQueries } = await units.fresh.dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map((query) => query.query)).toEqual([]);
});

test('a statement outside of the unit that is open here is refused, one behind it too', async () => {
  await expect(units.run(() => units.fresh.find(AccountEntity))).rejects.toThrow('outside of the unit');
  await expect(units.run(() => units.run(async () => {}))).rejects.toThrow('inside of another');
  const { manager } = await units.run(async (unit) => unit);
  await expect(manager.insert(AccountEntity, { name: 'a', balance: 1 })).rejects.toThrow('has ended');
  await expect(units.fresh.insert(AccountEntity, { name: 'a', balance: 1 })).rejects.toThrow('readonly');
  expect(await units.fresh.find(AccountEntity)).toEqual([]);
});

test('units roll back alone', async () => {
  await units.run((unit) => unit.manager.insert(AccountEntity, { name: 'a', balance: 1 }));
  await expect(
    units.run(async (unit) => {
      await unit.manager.increment(AccountEntity, { name: 'a' }, 'balance', 1);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await units.fresh.findOneBy(AccountEntity, { name: 'a' })).toEqual({ name: 'a', balance: 1 });
});
