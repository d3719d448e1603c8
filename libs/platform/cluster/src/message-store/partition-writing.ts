import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, type MessageUnit, WriterConflict } from '@maru/ports';
import { mayPass } from '../mysql/mysql-errors.js';
import { tryAgain } from '../try-again.js';
import { UnknownOutcome } from '../mysql/unknown-outcome.js';
import { MysqlMessageUnit } from './mysql-message-unit.js';
import type { WrittenRows } from '../outbox/outbox-lane.js';
import type { PartitionOutbox } from './partition-outbox.js';
import type { Beginnings, ProxyTransaction, Statements } from './proxies.js';
import { ReadingAhead } from './reading-ahead.js';
import type { ReplicaDistance } from './replica-distance.js';
import type { Shards } from './shards.js';

/** About three seconds in all. */
const PATIENCE = { attempts: 12, backOffMs: 10, maxBackOffMs: 500 };

interface Committed<T> {
  readonly result: T;
  readonly published: Promise<void>;
}

interface Servers {
  readonly proxies: Statements & Beginnings;
  readonly shards: Shards;
  readonly replicas: ReplicaDistance;
}

/** The writes of one partition in this process: one after the other, in the order of their calls. */
export class PartitionWriting {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly partition: number,
    private readonly servers: Servers,
    private readonly clock: Clock,
    private readonly here: AsyncLocalStorage<MysqlMessageUnit>,
    readonly outbox: PartitionOutbox,
  ) {}

  async write<T>(work: (unit: MessageUnit) => Promise<T>): Promise<T> {
    const { result, published } = await this.inTurn(() => tryAgain(this.clock, PATIENCE, mayPass, () => this.attempt(work)));
    await published;
    return result;
  }

  /** Lets what is begun come to its end. */
  async close(): Promise<void> {
    await this.inTurn(() => this.outbox.close());
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async attempt<T>(work: (unit: MessageUnit) => Promise<T>): Promise<Committed<T>> {
    await this.outbox.findLeftovers();
    const { proxies } = this.servers;
    const transaction = new ReadingAhead(proxies.begin(), proxies);
    const unit = new MysqlMessageUnit(transaction, this.partition, this.servers.shards);
    let written: WrittenRows | undefined;
    try {
      const result = await this.here.run(unit, () => work(unit));
      unit.isOpen = false;
      written = await this.outbox.write(transaction, unit.outgoing);
      await commit(transaction);
      if (unit.newest !== undefined) this.servers.replicas.committed(unit.newest);
      return { result, published: written.committed() };
    } catch (error) {
      unit.isOpen = false;
      await transaction.rollback();
      written?.dropped();
      if (error instanceof WriterConflict || error instanceof UnknownOutcome) this.outbox.doubt();
      throw error;
    }
  }
}

/** Not tried again here: the next write finds what it left, and whoever had the messages written knows their client ids. */
async function commit(transaction: ProxyTransaction): Promise<void> {
  try {
    await transaction.commit();
  } catch (error) {
    throw new UnknownOutcome(error);
  }
}
