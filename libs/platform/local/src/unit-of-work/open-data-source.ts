import type { Tables } from '@maru/ports';
import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BUSY_TIMEOUT_MS, openForReading, prepareDatabase } from '../sqlite/open-database.js';
import { DamagedDatabase, isDamage } from '../sqlite/sqlite-errors.js';
import { CreateOutbox1700000000000, OutboxEntity } from './outbox.entity.js';
import { StatementCache } from '../sqlite/statement-cache.js';

export interface OpenedDataSource {
  readonly dataSource: DataSource;
  readonly driver: BetterSqlite3Driver;
  readonly writer: StatementCache;
  readonly reader: StatementCache;
  close(): Promise<void>;
}

/** Opens the file and brings its schema up to date. */
export async function openDataSource(file: string, tables: Tables): Promise<OpenedDataSource> {
  let opened: Database.Database | undefined;
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    driver: Database,
    database: file,
    timeout: BUSY_TIMEOUT_MS,
    statementCacheSize: 0,
    prepareDatabase: (database: Database.Database) => {
      opened = database;
      prepareDatabase(database);
    },
    entities: [...tables.entities, OutboxEntity],
    migrations: [...tables.migrations, CreateOutbox1700000000000],
    migrationsRun: true,
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw isDamage(error) ? new DamagedDatabase(file, String(error)) : error;
  }
  const { driver } = dataSource;
  if (!opened || !(driver instanceof BetterSqlite3Driver)) throw new Error(`${file} was not opened`);
  bindNumbers(driver);
  const reading = openForReading(file);
  const close = async () => {
    reading.close();
    await dataSource.destroy();
  };
  return { dataSource, driver, writer: new StatementCache(opened), reader: new StatementCache(reading), close };
}

/** TypeORM writes numbers into a statement: one for each id, prepared anew each time. As parameters they leave it the same one. */
function bindNumbers(driver: BetterSqlite3Driver): void {
  const escape = driver.escapeQueryWithParameters.bind(driver);
  driver.escapeQueryWithParameters = (sql, parameters) => {
    const marked: [string, unknown][] = Object.entries(parameters);
    for (const one of marked) if (typeof one[1] === 'number' && Number.isSafeInteger(one[1])) one[1] = BigInt(one[1]);
    const [escaped, bound] = escape(sql, Object.fromEntries<unknown>(marked));
    return [escaped, bound.map((value: unknown) => (typeof value === 'bigint' ? Number(value) : value))];
  };
}
