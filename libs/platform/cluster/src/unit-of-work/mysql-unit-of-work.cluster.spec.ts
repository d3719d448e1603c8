import { setTimeout as sleep } from 'node:timers/promises';
import type { MysqlServers } from '../settings.js';
import type { Tables, Unit } from '@maru/ports';
import { forUpdate } from '@maru/ports';
import { contractTables, inShort, toUser, unitOfWorkContract } from '@maru/ports/contracts';
import { EntitySchema, type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { core } from '../components.fixture.js';
import { UnknownOutcome } from '../mysql/unknown-outcome.js';
import { Relay } from '../mysql/relay.fixture.js';
import { type BankUnderTest, bankUnderTest, onPrimary } from './mysql-unit-of-work.fixture.js';

unitOfWorkContract('MysqlUnitOfWork', () => bankUnderTest());

/** As a statement of its own: its first byte says that it is one. */
const COMMIT = '\u0003COMMIT';

describe('MysqlUnitOfWork', () => {
  let bank: BankUnderTest;
  beforeEach(async () => {
    bank = await bankUnderTest();
    await open('a');
    await open('b');
  });
  afterEach(() => bank.close());

  const open = (name: string, of = bank) => of.subject.run(({ manager }) => manager.insert('account', { name, balance: 0 }));
  const add = ({ manager }: Unit, name: string, amount = 1) => manager.increment('account', { name }, 'balance', amount);
  const lock = ({ manager }: Unit, name: string) => manager.findOneOrFail('account', { where: { name }, ...forUpdate(manager) });
  const balances = async (of = bank) =>
    (await of.subject.fresh.query<{ balance: number }[]>('SELECT balance FROM account ORDER BY name')).map(({ balance }) => balance);
  const outboxRows = () => bank.subject.fresh.query<unknown[]>('SELECT id FROM outbox');

  test('units that lock each other out are run again until all have been', async () => {
    let runs = 0;
    const transfer = (from: string, to: string) =>
      bank.subject.run(async (unit) => {
        runs++;
        await lock(unit, from);
        await sleep(50);
        await lock(unit, to);
        await add(unit, from, -1);
        await add(unit, to);
        unit.deliver(toUser(1, 'done'));
      });
    await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? transfer('a', 'b') : transfer('b', 'a'))));
    expect(runs).toBeGreaterThan(6);
    expect(await balances()).toEqual([0, 0]);
    expect(bank.told).toHaveLength(6);
  });

  test('a unit whose transaction the database has ended does not go on without one', async () => {
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const first = bank.subject.run(async (unit) => {
      await lock(unit, 'a');
      gate.resolve();
      await sleep(100);
      await lock(unit, 'b');
    });
    const second = bank.subject.run(async (unit) => {
      runs++;
      await lock(unit, 'b');
      await gate.promise;
      await unit.manager.query('UPDATE account SET balance = balance + 1 WHERE name = ?', ['a']).catch(() => undefined);
      await add(unit, 'b', 5).catch(() => undefined);
    });
    await Promise.all([first, second]);
    expect(await balances()).toEqual([1, 5]);
    expect(runs).toBeLessThanOrEqual(2);
  });

  test('a process that stands still in the middle of a unit keeps others waiting for seconds only', { timeout: 60_000 }, async () => {
    const still = await bank.another();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = still.subject.run(async (unit) => {
      await add(unit, 'a');
      begun.resolve();
      await gate.promise;
      await add(unit, 'b');
    });
    await begun.promise;
    await bank.subject.run((unit) => add(unit, 'a', 10));
    expect(await balances()).toEqual([10, 0]);
    gate.resolve();
    await held;
    expect(await balances()).toEqual([11, 1]);
  });

  test('refuses statements outside of the unit that is open here, behind its end, and changes outside of any', async () => {
    await expect(bank.subject.run(() => bank.subject.fresh.query('SELECT 1'))).rejects.toThrow('outside of the unit of work that is open');
    await expect(bank.subject.run(() => open('c'))).rejects.toThrow('inside of another');
    const { manager } = await bank.subject.run(async (unit) => unit);
    await expect(manager.query('SELECT 1')).rejects.toThrow(/released|ended/);
    await expect(bank.subject.fresh.insert('account', { name: 'c', balance: 1 })).rejects.toThrow('a change outside of a unit');
    await expect(bank.subject.late.transaction(async () => undefined)).rejects.toThrow('a transaction outside of a unit');
  });

  test('rows of the outbox leave it when they are published', async () => {
    await bank.subject.run(async (unit) => unit.deliver(toUser(1, 'a')));
    expect(await outboxRows()).toHaveLength(1);
    await vi.waitFor(async () => expect(await outboxRows()).toEqual([]), 5_000);
  });

  test('what a process leaves that dies, one that lives tells for it', async () => {
    const next = await bank.another();
    bank.stopPublishing();
    await bank.subject.run(async (unit) => unit.deliver(toUser(1, 'left behind')));
    await sleep(2_500);
    expect(next.told).toEqual([]);
    await bank.die();
    await vi.waitFor(() => expect(inShort(next.told)).toEqual(['delivery 1 left behind']), 10_000);
    await vi.waitFor(async () => expect(await outboxRows()).toEqual([]), 5_000);
  });

  describe('over a connection that is lost', () => {
    let relay: Relay;
    let far: BankUnderTest;
    beforeEach(async () => {
      relay = await Relay.to(core.primary);
      far = await bank.another({ ...core, primary: relay.address });
    });
    afterEach(async () => {
      await far.subject.close();
      await relay.close();
    });

    test.each(['before', 'behind'] as const)('%s the commit, a unit is done once', async (when) => {
      relay.cutAt(COMMIT, when);
      await far.subject.run(async (unit) => {
        await add(unit, 'a');
        unit.deliver(toUser(1, 'done'));
      });
      expect(await balances()).toEqual([1, 0]);
      expect(inShort(far.told)).toEqual(['delivery 1 done']);
    });

    test('at the commit of a unit that tells nothing, nobody claims to know', async () => {
      relay.cutAt(COMMIT, 'behind');
      await expect(far.subject.run((unit) => add(unit, 'a'))).rejects.toBeInstanceOf(UnknownOutcome);
    });

    test('in the middle, a unit is run again', async () => {
      relay.cutAt('UPDATE', 'before');
      await far.subject.run((unit) => add(unit, 'a'));
      expect(await balances()).toEqual([1, 0]);
    });

    test('a read is asked again', async () => {
      expect(await balances(far)).toEqual([0, 0]);
      relay.cutAll();
      expect(await balances(far)).toEqual([0, 0]);
    });

    test('the lease is taken again, and nobody tells what is told already', async () => {
      far.stopPublishing();
      await far.subject.run(async (unit) => unit.deliver(toUser(1, 'mine')));
      relay.cutAll();
      await sleep(3_000);
      expect(bank.told).toEqual([]);
      far.resumePublishing();
      await vi.waitFor(() => expect(inShort(far.told)).toEqual(['delivery 1 mine']), 5_000);
    });
  });

  test('late reads come from the primary while no replica is there', async () => {
    const alone = await bank.another({ ...core, replicas: ['127.0.0.1:1'] });
    for (let i = 0; i < 5; i++) expect(await alone.subject.late.count('account')).toBe(2);
    await alone.subject.close();
  });

  test('late reads come from a replica: what it has not got, they do not see', async () => {
    const elsewhere = await bank.another({ ...core, replicas: [core.primary], primary: core.primary } satisfies MysqlServers);
    expect(await elsewhere.subject.late.count('account')).toBe(2);
    const [{ id: late }] = await bank.subject.late.query<[{ id: number }]>('SELECT @@server_id AS id');
    const [{ id: fresh }] = await bank.subject.fresh.query<[{ id: number }]>('SELECT @@server_id AS id');
    expect(late).not.toBe(fresh);
    await elsewhere.subject.close();
  });
});

describe('a database', () => {
  const NoteEntity = new EntitySchema<{ id: number; text: string; at: number; done: boolean }>({
    name: 'note',
    columns: {
      id: { type: 'integer', primary: true, generated: 'increment' },
      text: { type: 'varchar', length: '100' },
      at: { type: 'bigint' },
      done: { type: 'boolean' },
    },
    uniques: [{ name: 'note_text', columns: ['text'] }],
  });
  class CreateNote1700000000002 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      const columns = [
        { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' as const },
        { name: 'text', type: 'varchar', length: '100' },
        { name: 'at', type: 'bigint' },
        { name: 'done', type: 'boolean' },
      ];
      await runner.createTable(new Table({ name: 'note', columns, uniques: [{ name: 'note_text', columnNames: ['text'] }] }));
    }
    down(): Promise<void> {
      return Promise.resolve();
    }
  }
  const tables: Omit<Tables, 'service'> = {
    entities: [...contractTables.entities, NoteEntity],
    migrations: [...contractTables.migrations, CreateNote1700000000002],
  };

  test('is made and migrated once, however many processes start', async () => {
    const first = await bankUnderTest(tables);
    await Promise.all(Array.from({ length: 4 }, () => first.another()));
    expect(await first.subject.fresh.query('SELECT name FROM migrations')).toHaveLength(3);
    await first.close();
  });

  test('that was left in the middle of a migration is brought to its end', async () => {
    const first = await bankUnderTest(tables);
    await onPrimary((connection) => connection.query(`DELETE FROM \`maru_${first.tables.service}\`.migrations`));
    const next = await first.another();
    expect(await next.subject.fresh.query('SELECT name FROM migrations')).toHaveLength(3);
    await first.close();
  });

  test('gives numbers and truth values as such, and tells every text from every other', async () => {
    const bank = await bankUnderTest(tables);
    const { subject } = bank;
    const texts = ['é', 'e\u0301', 'e', 'E', 'e ', 'ẞ', 'ss', '한', '\u1112\u1161\u11ab', '🙂', '🙃'];
    const at = Number.MAX_SAFE_INTEGER;
    await subject.run(async ({ manager }) => {
      for (const text of texts) await manager.insert(NoteEntity, { text, at, done: text === 'e' });
    });
    for (const text of texts) expect(await subject.fresh.findOneBy(NoteEntity, { text })).toMatchObject({ text, at, done: text === 'e' });
    const [raw] = await subject.fresh
      .createQueryBuilder(NoteEntity, 'note')
      .select('note.at', 'at')
      .addSelect('COUNT(*)', 'count')
      .groupBy('note.at')
      .getRawMany();
    expect(raw).toEqual({ at, count: texts.length });
    await bank.close();
  });
});
