import { AsyncLocalStorage } from 'node:async_hooks';
import { PARTITIONS } from '@maru/contracts';
import {
  type ChannelHead,
  type ChannelReader,
  type Clock,
  type MessageSearch,
  MessageStore,
  type MessageUnit,
  type Page,
  type StoredMessage,
} from '@maru/ports';
import { ClusterNumbers } from '../cluster-numbers.js';
import type { OutboxTarget } from '../outbox/outbox-target.js';
import type { ShardedMysql } from '../settings.js';
import { MessageReads } from './message-reads.js';
import { migrateShards } from './migrate-shards.js';
import type { MysqlMessageUnit } from './mysql-message-unit.js';
import { OrphanedRows } from './orphaned-rows.js';
import { PartitionOutbox } from './partition-outbox.js';
import { PartitionWriting } from './partition-writing.js';
import { Proxies } from './proxies.js';
import { ReplicaDistance } from './replica-distance.js';
import { Shards } from './shards.js';

/** A row of the outbox as old as this has lost its process, and nothing is written to its partition. */
const ORPHAN_AFTER_MS = 15_000;

/** Messages on MySQL servers behind one address that shards them by channel. */
export class MysqlMessageStore extends MessageStore {
  private readonly partitions = new Map<number, PartitionWriting>();
  private readonly here = new AsyncLocalStorage<MysqlMessageUnit>();
  private readonly reads: MessageReads;
  private readonly orphans: OrphanedRows;
  readonly replicas: ReplicaDistance;
  private closed = false;

  private constructor(
    private readonly proxies: Proxies,
    private readonly shards: Shards,
    private readonly clock: Clock,
    private readonly target: OutboxTarget,
    { orphanAfterMs, numbers, shardCount }: { orphanAfterMs: number; numbers: ClusterNumbers; shardCount: number },
  ) {
    super();
    this.reads = new MessageReads(proxies, numbers);
    this.replicas = new ReplicaDistance(proxies, shardCount);
    this.orphans = new OrphanedRows(proxies, clock, orphanAfterMs, (partition) => this.partition(partition).outbox);
  }

  static async open(
    servers: ShardedMysql,
    clock: Clock,
    target: OutboxTarget,
    orphanAfterMs = ORPHAN_AFTER_MS,
    numbers = new ClusterNumbers(),
  ): Promise<MysqlMessageStore> {
    const shards = servers.shards.length;
    if (PARTITIONS % shards !== 0) throw new Error(`${PARTITIONS} partitions cannot be cut into ${shards} shards`);
    await migrateShards(servers);
    return new MysqlMessageStore(new Proxies(servers), new Shards(shards), clock, target, {
      orphanAfterMs,
      numbers,
      shardCount: shards,
    });
  }

  async write<T>(partition: number, work: (unit: MessageUnit) => Promise<T>): Promise<T> {
    if (this.here.getStore()?.isOpen) throw new Error('a transaction inside of another would wait for itself');
    if (this.closed) throw new Error('the message store is closed');
    return await this.partition(partition).write(work);
  }

  heads(channelIds: readonly number[]): Promise<ChannelHead[]> {
    return this.reads.heads(channelIds);
  }

  messages(page: Page): Promise<StoredMessage[]> {
    return this.reads.messages(page);
  }

  extrasOf(channelId: number, range: { from: number; to: number }): Promise<ReadonlyMap<number, string>> {
    return this.reads.extrasOf(channelId, range);
  }

  search(search: MessageSearch): Promise<StoredMessage[]> {
    return this.reads.search(search);
  }

  lastMessages(channelIds: readonly number[]): Promise<StoredMessage[]> {
    return this.reads.lastMessages(channelIds);
  }

  readersOf(channelId: number, userIds: readonly number[]): Promise<ChannelReader[]> {
    return this.reads.readersOf(channelId, userIds);
  }

  pointersOf(userId: number, channelIds: readonly number[]): Promise<ChannelReader[]> {
    return this.reads.pointersOf(userId, channelIds);
  }

  messagesBy(senderId: number, after: { channelId: number; messageSequence: number }, limit: number): Promise<StoredMessage[]> {
    return this.reads.messagesBy(senderId, after, limit);
  }

  /** Publishes what dead processes left, now and from now on. */
  recover(): Promise<void> {
    return this.orphans.start();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.orphans.stop();
    await Promise.all([...this.partitions.values()].map((partition) => partition.close()));
    await this.proxies.close();
  }

  private partition(partition: number): PartitionWriting {
    const known = this.partitions.get(partition);
    if (known) return known;
    const { proxies, shards, replicas } = this;
    const outbox = new PartitionOutbox(partition, proxies, this.clock, this.target);
    const writing = new PartitionWriting(partition, { proxies, shards, replicas }, this.clock, this.here, outbox);
    this.partitions.set(partition, writing);
    return writing;
  }
}
