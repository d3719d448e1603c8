import { beforeEach, expect, test } from 'vitest';
import type { ProxyTransaction, Statements } from './proxies.js';
import { ReadingAhead } from './reading-ahead.js';

let said: string[];
let begins: PromiseWithResolvers<ProxyTransaction>;
let transaction: ReadingAhead;

beforeEach(() => {
  said = [];
  begins = Promise.withResolvers();
  transaction = new ReadingAhead(begins.promise, statementsOf('beside'));
});

function statementsOf(name: string): Statements {
  return {
    rows: async (sql) => (said.push(`${name}: ${sql}`), []),
    change: async (sql) => (said.push(`${name}: ${sql}`), { insertId: 7 } as Awaited<ReturnType<Statements['change']>>),
  };
}

function begin(): void {
  const end = (what: string) => async () => void said.push(what);
  begins.resolve({ ...statementsOf('within'), commit: end('commit'), rollback: end('rollback') });
}

test('what is read first does not wait for the beginning', async () => {
  await transaction.rows('read', []);
  expect(said).toEqual(['beside: read']);
});

test('from the first change on all is within', async () => {
  const changed = transaction.change('change', []);
  const read = transaction.rows('read', []);
  expect(said).toEqual([]);
  begin();
  expect((await changed).insertId).toBe(7);
  await read;
  await transaction.commit();
  expect(said).toEqual(['within: change', 'within: read', 'commit']);
});

test('one that changes nothing has nothing to commit, begun or not', async () => {
  const committed = transaction.commit();
  begins.reject(new Error('no proxy'));
  await committed;
  expect(said).toEqual([]);
});

test('one that cannot begin says so to its first change, and has nothing to roll back', async () => {
  begins.reject(new Error('no proxy'));
  await transaction.rows('read', []);
  await expect(transaction.change('change', [])).rejects.toThrow('no proxy');
  await transaction.rollback();
  expect(said).toEqual(['beside: read']);
});

test('one that is given up before it has begun is rolled back when it has', async () => {
  const rolledBack = transaction.rollback();
  begin();
  await rolledBack;
  expect(said).toEqual(['rollback']);
});
