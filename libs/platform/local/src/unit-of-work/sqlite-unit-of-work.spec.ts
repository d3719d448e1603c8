import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractTables, toUser, unitOfWorkContract } from '@maru/ports/contracts';
import Database from 'better-sqlite3';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { RecordedWorld, underTest } from '../outbox/outbox.fixture.js';
import { SqliteUnitOfWork } from './sqlite-unit-of-work.js';

unitOfWorkContract('SqliteUnitOfWork', () => underTest((file, clock, world) => SqliteUnitOfWork.open(file, contractTables, clock, world)));

describe('SqliteUnitOfWork', () => {
  let folder: string;
  let file: string;
  let clock: FixedClock;
  let world: RecordedWorld;
  let units: SqliteUnitOfWork;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'maru-'));
    file = join(folder, 'bank.sqlite');
    clock = new FixedClock();
    world = new RecordedWorld();
    units = await SqliteUnitOfWork.open(file, contractTables, clock, world);
  });
  afterEach(async () => {
    await units.close();
    rmSync(folder, { recursive: true });
  });
  const insert = (name: string) => units.run(({ manager }) => manager.insert('account', { name, balance: 1 }));
  const outboxRows = () => units.fresh.query<{ id: number }[]>('SELECT id FROM outbox');

  test('refuses a statement outside of the unit that is open here', async () => {
    await expect(units.run(() => units.fresh.find('account'))).rejects.toThrow('outside of the unit of work that is open here');
    await expect(units.run(() => units.fresh.query('SELECT 1'))).rejects.toThrow('outside of the unit of work that is open here');
    await expect(units.run(() => insert('a'))).rejects.toThrow('inside of another');
    expect(await units.fresh.find('account')).toEqual([]);
  });

  test('refuses a statement of a unit that has ended', async () => {
    const { manager } = await units.run(async (unit) => unit);
    await expect(manager.insert('account', { name: 'a', balance: 1 })).rejects.toThrow('has ended');
  });

  test('refuses to change anything outside of a unit', async () => {
    await expect(units.fresh.insert('account', { name: 'a', balance: 1 })).rejects.toThrow('readonly');
    await expect(units.late.transaction(async () => undefined)).rejects.toThrow('outside of a unit');
  });

  test('asks for whatever number in the same statement, which is prepared once', async () => {
    await units.run(({ manager }) =>
      manager.insert(
        'account',
        [1, 2, 3].map((balance) => ({ name: `a${balance}`, balance })),
      ),
    );
    await units.fresh.findBy('account', { balance: 1 });
    const prepare = vi.spyOn(Database.prototype, 'prepare');
    expect(await units.fresh.findBy('account', { balance: 2 })).toMatchObject([{ name: 'a2', balance: 2 }]);
    expect(await units.fresh.findBy('account', { balance: 3 })).toMatchObject([{ name: 'a3', balance: 3 }]);
    expect(prepare).not.toHaveBeenCalled();
    prepare.mockRestore();
    const [stored] = await units.fresh.query<{ kind: string }[]>('SELECT typeof(balance) AS kind FROM account');
    expect(stored).toEqual({ kind: 'integer' });
  });

  test('reads while a unit is open elsewhere, without waiting for it', async () => {
    await insert('a');
    const gate = Promise.withResolvers<void>();
    const open = units.run(() => gate.promise);
    expect(await units.fresh.count('account')).toBe(1);
    gate.resolve();
    await open;
  });

  test('tries again while another process writes to the file', async () => {
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const inserted = insert('a');
    await clock.advance(200);
    other.exec('ROLLBACK');
    other.close();
    await clock.advance(200);
    await inserted;
    expect(await units.fresh.count('account')).toBe(1);
  });

  test('reads by a statement of our own straight from the connection, not by way of TypeORM', async () => {
    await insert('a');
    const byTypeOrm = vi.spyOn(BetterSqlite3QueryRunner.prototype, 'query');
    expect(await units.fresh.query('SELECT name, balance FROM account WHERE name = ?', ['a'])).toEqual([{ name: 'a', balance: 1 }]);
    expect(await units.fresh.query('SELECT name FROM account WHERE balance = ?', [true])).toEqual([{ name: 'a' }]);
    expect(byTypeOrm).not.toHaveBeenCalled();
    expect(await units.fresh.count('account')).toBe(1);
    expect(byTypeOrm).toHaveBeenCalled();
    byTypeOrm.mockRestore();
    await expect(units.fresh.query('SELECT nothing FROM account')).rejects.toThrow('nothing');
  });

  test('keeps the rows of the outbox until everybody has handled what they tell', async () => {
    const gate = Promise.withResolvers<void>();
    world.handled = gate.promise;
    for (const userId of [1, 2]) await units.run(async (unit) => unit.deliver(toUser(userId, '{}')));
    await clock.advance(5_000);
    expect(await outboxRows()).toHaveLength(2);
    gate.resolve();
    await clock.advance(5_000);
    expect(await outboxRows()).toEqual([]);
  });

  test('deletes rows in their order only, so that what comes again is whole from there on', async () => {
    const gate = Promise.withResolvers<void>();
    world.handled = gate.promise;
    await units.run(async (unit) => unit.deliver(toUser(1, '{}')));
    world.handled = Promise.resolve();
    await units.run(async (unit) => unit.deliver(toUser(2, '{}')));
    await clock.advance(5_000);
    expect(await outboxRows()).toHaveLength(2);
    gate.resolve();
    await insert('a');
    expect(await outboxRows()).toEqual([]);
  });

  test('is closed after close', async () => {
    await units.close();
    await expect(insert('a')).rejects.toThrow('closed');
    units = await SqliteUnitOfWork.open(file, contractTables, clock, world);
  });

  test('names a damaged file', async () => {
    const damaged = join(folder, 'damaged.sqlite');
    writeFileSync(damaged, 'no database'.repeat(1_000));
    await expect(SqliteUnitOfWork.open(damaged, contractTables, clock, world)).rejects.toThrow(`The database ${damaged} is damaged`);
  });
});
