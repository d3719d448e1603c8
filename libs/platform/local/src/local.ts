/** The embedded shape: everything in one process, on files in one folder. */
import type { Clock, Ids, MessageStore, Metrics, Platform, Tables, UnitOfWork } from '@maru/ports';
import { DeadLetterTable } from './bus/dead-letter-table.js';
import { type BusSettings, InProcessBus } from './bus/in-process-bus.js';
import { InProcessDeadLetters } from './bus/in-process-dead-letters.js';
import { SystemClock } from './clock/system-clock.js';
import { checkDatabases } from './data-folder/check-databases.js';
import { DataFolder } from './data-folder/data-folder.js';
import { LocalDelivery } from './delivery/local-delivery.js';
import { CryptoIds } from './ids/crypto-ids.js';
import { KeptKeys } from './key-value/kept-keys.js';
import { MemoryKeyValue } from './key-value/memory-key-value.js';
import { SqliteMessageStore } from './message-store/sqlite-message-store.js';
import type { OutboxTarget } from './outbox/outbox.js';
import { LocalPresence } from './presence/local-presence.js';
import { LocalQueries } from './queries/local-queries.js';
import { LocalServiceRegistry } from './registry/local-service-registry.js';
import { openDatabase } from './sqlite/open-database.js';
import { SqliteUnitOfWork } from './unit-of-work/sqlite-unit-of-work.js';

export interface LocalSettings {
  readonly dataFolder: string;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly bus?: Partial<BusSettings>;
  readonly queryDeadlineMs?: number;
}

/** Rejects with `UnwritableFolder`, `FolderInUse` or `DamagedDatabase`, whose messages say what to do. */
export async function local(settings: LocalSettings): Promise<Platform> {
  const folder = DataFolder.claim(settings.dataFolder);
  try {
    checkDatabases(folder.path);
    return new LocalPlatform(folder, settings);
  } catch (error) {
    folder.release();
    throw error;
  }
}

class LocalPlatform implements Platform {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bus: InProcessBus;
  readonly deadLetters: InProcessDeadLetters;
  readonly queries: LocalQueries;
  readonly keyValue: MemoryKeyValue;
  readonly delivery: LocalDelivery;
  readonly presence: LocalPresence;
  readonly registry = new LocalServiceRegistry();
  private readonly deadLetterTable: DeadLetterTable;
  private readonly outboxTarget: OutboxTarget;
  private readonly units = new Map<string, Promise<SqliteUnitOfWork>>();
  private messages: SqliteMessageStore | undefined;

  constructor(
    private readonly folder: DataFolder,
    settings: LocalSettings,
  ) {
    this.clock = settings.clock ?? new SystemClock();
    this.ids = settings.ids ?? new CryptoIds(this.clock);
    this.deadLetterTable = new DeadLetterTable(openDatabase(folder.file('dead-letters')));
    this.bus = new InProcessBus(this.clock, this.deadLetterTable, settings.bus);
    this.deadLetters = new InProcessDeadLetters(this.deadLetterTable, this.bus);
    this.queries = new LocalQueries(this.clock, settings.queryDeadlineMs);
    this.keyValue = new MemoryKeyValue(this.clock, new KeptKeys(openDatabase(folder.file('key-value'))));
    this.delivery = new LocalDelivery(this.clock);
    this.presence = new LocalPresence(this.clock, this.keyValue);
    this.outboxTarget = {
      send: (records) => this.bus.sendEncoded(records),
      deliver: (deliveries) => this.delivery.deliver(deliveries, 'checked'),
    };
  }

  unitOfWork(tables: Tables): Promise<UnitOfWork> {
    const known = this.units.get(tables.service);
    if (known) return known;
    const opened = SqliteUnitOfWork.open(this.folder.file(tables.service), tables, this.clock, this.outboxTarget);
    this.units.set(tables.service, opened);
    return opened;
  }

  drained(): Promise<void> {
    return this.bus.drained();
  }

  measure(metrics: Metrics): void {
    this.bus.measure(metrics);
  }

  async messageStore(): Promise<MessageStore> {
    this.messages ??= new SqliteMessageStore(this.folder.file('messages'), this.clock, this.outboxTarget);
    return this.messages;
  }

  async recover(): Promise<void> {
    await Promise.all((await this.stores()).map((store) => store.recover()));
  }

  async close(): Promise<void> {
    await this.bus.close();
    await this.delivery.close();
    for (const store of await this.stores()) await store.close();
    this.keyValue.close();
    this.deadLetterTable.close();
    this.folder.release();
  }

  private async stores(): Promise<(SqliteUnitOfWork | SqliteMessageStore)[]> {
    const opened = await Promise.allSettled(this.units.values());
    const units = opened.flatMap((unit) => (unit.status === 'fulfilled' ? [unit.value] : []));
    return this.messages ? [...units, this.messages] : units;
  }
}
