import * as fc from 'fast-check';
import { EntitySchema, type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CORRELATION_HEADER, correlation } from './correlation.js';
import { forUpdate } from './row-locks.js';
import type { Tables, Unit, UnitOfWork } from './unit-of-work.js';
import { TRACE_HEADER, tracing } from './tracing.js';
import { aTraceparent, inShort, type Make, messageWritten, type OutboxUnderTest, toUser } from './under-test.js';

const AccountEntity = new EntitySchema<{ name: string; balance: number }>({
  name: 'account',
  columns: {
    name: { type: 'varchar', length: '32', primary: true, primaryKeyConstraintName: 'pk_account' },
    balance: { type: 'integer' },
  },
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

/** What `make` opens its database with. */
export const contractTables: Tables = { service: 'bank', entities: [AccountEntity], migrations: [CreateAccount1700000000001] };

const turn = () => new Promise((resolve) => setImmediate(resolve));

const add = (unit: Unit, owner: string, amount: number) => unit.manager.increment(AccountEntity, { name: owner }, 'balance', amount);
const tell = (unit: Unit, n: number) => {
  unit.deliver(toUser(n, 'first'), toUser(n, 'second'));
  unit.publish(messageWritten(n, 1), messageWritten(n, 2));
};
const told = (n: number) => [`record ${n}/1`, `record ${n}/2`, `delivery ${n} first`, `delivery ${n} second`];
const soon = (check: () => void) => vi.waitFor(check, 10_000);
const pause = async (turns = 0) => {
  for (let i = 0; i < turns; i++) await turn();
};

export function unitOfWorkContract(name: string, make: Make<OutboxUnderTest<UnitOfWork>>): void {
  describe(`${name} keeps the contract of UnitOfWork`, { timeout: 60_000 }, () => {
    let bank: OutboxUnderTest<UnitOfWork>;
    let units: UnitOfWork;
    beforeEach(async () => {
      bank = await make();
      units = bank.subject;
      await units.run(({ manager }) =>
        manager.insert(AccountEntity, [
          { name: 'a', balance: 0 },
          { name: 'b', balance: 0 },
        ]),
      );
    });
    afterEach(() => bank.close());

    const balanceOf = async (owner: string, manager = units.fresh) =>
      (await manager.findOneByOrFail(AccountEntity, { name: owner })).balance;
    /** What a unit writes again must be read under a lock. */
    const lockBalance = async (owner: string, { manager }: Unit) =>
      (await manager.findOneOrFail(AccountEntity, { where: { name: owner }, ...forUpdate(manager) })).balance;

    test('schema and entities agree', async () => {
      const { upQueries } = await units.fresh.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    });

    test('a unit commits as a whole, and answers', async () => {
      const answer = await units.run(async (unit) => {
        await add(unit, 'a', 5);
        expect(await balanceOf('a', unit.manager)).toBe(5);
        await add(unit, 'b', -5);
        return 'done';
      });
      expect(answer).toBe('done');
      expect([await balanceOf('a'), await balanceOf('b')]).toEqual([5, -5]);
      await vi.waitFor(async () => expect(await balanceOf('b', units.late)).toBe(-5), 10_000);
    });

    test('a unit that fails leaves nothing, tells nothing, and its error comes through', async () => {
      const failure = new Error('no');
      const failed = units.run(async (unit) => {
        await add(unit, 'a', 5);
        tell(unit, 1);
        throw failure;
      });
      await expect(failed).rejects.toBe(failure);
      expect(await balanceOf('a')).toBe(0);
      await units.run(async (unit) => tell(unit, 2));
      expect(inShort(bank.told)).toEqual(told(2));
    });

    test('a transaction inside of a unit rolls back alone', async () => {
      await units.run(async (unit) => {
        await add(unit, 'a', 1);
        const inner = unit.manager.transaction(async (manager) => {
          await manager.increment(AccountEntity, { name: 'a' }, 'balance', 10);
          throw new Error('inner');
        });
        await expect(inner).rejects.toThrow('inner');
        await add(unit, 'b', 1);
      });
      expect([await balanceOf('a'), await balanceOf('b')]).toEqual([1, 1]);
    });

    test('nobody sees the half of a unit', async () => {
      const gate = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      const slow = units.run(async (unit) => {
        await add(unit, 'a', 1);
        begun.resolve();
        await gate.promise;
        await add(unit, 'b', 1);
      });
      await begun.promise;
      expect([await balanceOf('a'), await balanceOf('b')]).toEqual([0, 0]);
      gate.resolve();
      await slow;
      expect([await balanceOf('a'), await balanceOf('b')]).toEqual([1, 1]);
    });

    test('parallel units, some of which fail, leave the sums of those that committed', async () => {
      const step = fc.record({
        amount: fc.integer({ min: 1, max: 9 }),
        fails: fc.boolean(),
        pauses: fc.array(fc.nat(3), { maxLength: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 40 }), async (steps) => {
          const [a, b] = [await balanceOf('a'), await balanceOf('b')];
          const work = steps.map(async ({ amount, fails, pauses }) => {
            await pause(pauses[0]);
            const seen = await units.fresh.find(AccountEntity);
            expect(seen.reduce((sum, { balance }) => sum + balance, 0)).toBe(a + b);
            await units.run(async (unit) => {
              const before = await lockBalance('a', unit);
              await pause(pauses[1]);
              await unit.manager.update(AccountEntity, { name: 'a' }, { balance: before + amount });
              await pause(pauses[2]);
              if (fails) throw new Error('on purpose');
              await add(unit, 'b', -amount);
            });
          });
          const outcomes = await Promise.allSettled(work);
          expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(steps.map(({ fails }) => fails));
          const moved = steps.reduce((sum, { amount, fails }) => (fails ? sum : sum + amount), 0);
          expect([await balanceOf('a'), await balanceOf('b')]).toEqual([a + moved, b - moved]);
        }),
        { numRuns: 40 },
      );
    });

    test('what a unit tells is told before it resolves, records first', async () => {
      await units.run(async (unit) => tell(unit, 1));
      expect(inShort(bank.told)).toEqual(told(1));
    });

    test('what does not fit its schema fails the unit that tells it', async () => {
      const bad = { ...messageWritten(1, 1), value: { type: 'MessageWritten', v: 1 } };
      const failed = units.run(async (unit) => {
        await add(unit, 'a', 1);
        unit.publish(bad);
      });
      await expect(failed).rejects.toThrow('message.events');
      await expect(units.run(async (unit) => unit.deliver(toUser(-1, 'a')))).rejects.toThrow('userId');
      expect(await balanceOf('a')).toBe(0);
      expect(bank.told).toEqual([]);
    });

    test('what parallel units tell is told in the order of their commits', async () => {
      const commits: number[] = [];
      await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          units.run(async (unit) => {
            if (n % 3 === 0) await turn();
            tell(unit, n);
            const balance = await lockBalance('a', unit);
            await unit.manager.update(AccountEntity, { name: 'a' }, { balance: balance + 1 });
            commits[balance] = n;
          }),
        ),
      );
      expect(inShort(bank.told)).toEqual(commits.flatMap(told));
    });

    test('records carry the correlation id of the unit that told them', async () => {
      await correlation.run('c-1', () => units.run(async (unit) => tell(unit, 1)));
      expect(bank.told[0]).toMatchObject({ headers: { [CORRELATION_HEADER]: 'c-1' } });
    });

    test('records and deliveries go on with the trace of the unit that told them, in the next process, too', async () => {
      const traced = (n: number) => tracing.run(aTraceparent(n), () => units.run(async (unit) => tell(unit, n)));
      const heard = ({ told: all }: OutboxUnderTest<UnitOfWork>) =>
        all.map((one) => ('record' in one ? one.headers[TRACE_HEADER] : one.traceparent));
      await traced(1);
      expect(heard(bank)).toEqual(Array.from({ length: 4 }, () => aTraceparent(1)));
      await units.run(async (unit) => tell(unit, 2));
      expect(heard(bank).slice(4)).toEqual(Array.from({ length: 4 }, () => undefined));
      await bank.pass(2_000);
      bank.stopPublishing();
      await traced(3);
      const next = await bank.restart();
      await next.recover();
      await soon(() => expect(heard(next)).toEqual(Array.from({ length: 4 }, () => aTraceparent(3))));
      await next.close();
    });

    test('a commit stands where it cannot be published: it is told later, and those behind it after it', async () => {
      bank.stopPublishing();
      await units.run(async (unit) => {
        await add(unit, 'a', 1);
        tell(unit, 1);
      });
      await units.run(async (unit) => tell(unit, 2));
      expect(await balanceOf('a')).toBe(1);
      expect(bank.told).toEqual([]);
      bank.resumePublishing();
      await bank.pass(10_000);
      await soon(() => expect(inShort(bank.told)).toEqual([...told(1), ...told(2)]));
      await units.run(async (unit) => tell(unit, 3));
      expect(inShort(bank.told)).toEqual([1, 2, 3].flatMap(told));
    });

    test('what a crash left is told by the next process, before what it tells itself', async () => {
      bank.stopPublishing();
      for (const n of [1, 2, 3]) await units.run(async (unit) => tell(unit, n));
      const next = await bank.restart();
      await next.subject.run(async (unit) => tell(unit, 4));
      expect(next.told).toEqual([]);
      await next.recover();
      await soon(() => expect(inShort(next.told)).toEqual([1, 2, 3, 4].flatMap(told)));
      await next.close();
    });

    test('what was told is not told again by the next process', async () => {
      await units.run(async (unit) => tell(unit, 1));
      await bank.pass(2_000);
      const next = await bank.restart();
      await next.recover();
      expect(next.told).toEqual([]);
      await next.close();
    });
  });
}
