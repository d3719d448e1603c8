import type { EntityManager } from 'typeorm';

/**
 * Option for `find` in a unit of work: the rows are held until the unit ends, and read as last committed (`SELECT … FOR UPDATE`).
 * Ask for them first of all in the unit and order them by their key: what is read behind it is then as new as the locks, and nobody deadlocks.
 * On SQLite units run one after the other, so there is nothing to lock.
 */
export function forUpdate(manager: EntityManager): { lock?: { mode: 'pessimistic_write' } } {
  return manager.dataSource.options.type === 'better-sqlite3' ? {} : { lock: { mode: 'pessimistic_write' } };
}
