import { expect, it } from 'vitest';
import { table } from './table.mjs';

it('tells what ran on what, and what did not', () => {
  expect(
    table([
      { name: 'packages', on: 'SQLite', passed: 1200, failed: [], minutes: 7.25 },
      { name: 'faults', on: 'Kafka', passed: 0, failed: [], left: 'Please install mariadb-server\nand more', minutes: 0 },
    ]),
  ).toEqual([
    'part      passed  failed  took     on',
    'packages  1200    0       7.3 min  SQLite',
    'faults    0       0       0.0 min  not run here: Please install mariadb-server',
  ]);
});
