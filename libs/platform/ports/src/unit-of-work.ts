import type { Delivered } from '@maru/contracts';
import type { EntityManager, EntitySchema, MigrationInterface } from 'typeorm';
import type { OutgoingRecord } from './event-bus.js';

/** What a unit of work tells the world, if and only if it commits. */
export interface Outgoing {
  publish(...records: OutgoingRecord[]): void;
  deliver(...deliveries: Delivered[]): void;
}

export interface Unit extends Outgoing {
  /** All statements of the unit go through this; a statement elsewhere would not be part of it. */
  readonly manager: EntityManager;
}

/**
 * A service's core data. `run` is one transaction; parallel ones do not see each other's half. Its records and deliveries are one row of the
 * outbox, in the same transaction; after the commit they are published, records first, before `run` resolves, and again at start for what a
 * crash left. Outboxes are published in the order of their commits.
 * A unit that loses against another (deadlock, lock timeout) is run again a few times, so `work` must have no effect outside of it.
 */
export abstract class UnitOfWork {
  abstract run<T>(work: (unit: Unit) => Promise<T>): Promise<T>;
  /** Reads that may be a little late (a replica). */
  abstract readonly late: EntityManager;
  /** Reads that see every commit. */
  abstract readonly fresh: EntityManager;
}

/** The tables of one service: what a shape needs to open its database. Table `outbox` is added by the adapter. */
export interface Tables {
  readonly service: string;
  readonly entities: readonly (EntitySchema | (new () => object))[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Names of tables that each house fills for itself: they are not copied into another. */
  readonly notCopied?: readonly string[];
}

export type { EntityManager, MigrationInterface };
