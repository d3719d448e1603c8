import { expect, test } from 'vitest';
import type { Tables, UnitOfWork } from './unit-of-work.js';

interface OpenedTables {
  readonly units: UnitOfWork;
  close(): Promise<void>;
}

/** What the tables of a service have to be on every database. */
export function tablesContract(database: string, tables: Tables, open: (tables: Tables) => Promise<OpenedTables>): void {
  test(`the tables of ${tables.service} on ${database} are after the migrations what the entities say`, async () => {
    const opened = await open(tables);
    const { dataSource } = opened.units.fresh;
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    const generated = dataSource.entityMetadatas.flatMap(({ indices, uniques, foreignKeys }) =>
      [...indices, ...uniques, ...foreignKeys].map(({ name }) => name).filter((name) => /^(IDX|UQ|FK|REL)_/.test(name ?? '')),
    );
    await opened.close();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(generated).toEqual([]);
  });
}
