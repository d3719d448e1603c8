import { type Counter, type Metrics, NoMetrics, type Sample } from '@maru/ports';

/** Who is asked for what is known only when somebody reads it. */
interface Sources {
  lag(): Promise<readonly Sample[]>;
  openBreakers(): Promise<readonly Sample[]>;
  coreReplicaLag(): Promise<readonly Sample[]>;
  messageReplicaLag(): Promise<readonly Sample[]>;
}

const nobody: Sources = {
  lag: async () => [],
  openBreakers: async () => [],
  coreReplicaLag: async () => [],
  messageReplicaLag: async () => [],
};

/** What the adapters count. Until it is registered, nobody hears of it. */
export class ClusterNumbers {
  resends!: Counter;
  queryRetries!: Counter;
  /** Pages of messages, by what a replica knew of them. */
  replicaReads!: { readonly whole: Counter; readonly behind: Counter };
  /** Lookups of who hears, by what the index told: some gateways, none, or nothing, so that all are told. */
  lookups!: { readonly hit: Counter; readonly miss: Counter; readonly blind: Counter };

  constructor() {
    this.register(new NoMetrics());
  }

  register(metrics: Metrics, sources = nobody): void {
    this.resends = metrics.counter('maru_bus_resends_total', 'Batches of records that were sent to Kafka once more').with({});
    this.queryRetries = metrics.counter('maru_query_retries_total', 'Questions that were asked of another instance').with({});
    const reads = metrics.counter('maru_replica_reads_total', 'Pages of messages asked of a replica', ['result']);
    this.replicaReads = { whole: reads.with({ result: 'whole' }), behind: reads.with({ result: 'behind' }) };
    const lookups = metrics.counter('maru_index_lookups_total', 'Lookups of the gateways that hear a delivery', ['result']);
    const result = (name: string) => lookups.with({ result: name });
    this.lookups = { hit: result('hit'), miss: result('miss'), blind: result('blind') };
    metrics.collect('maru_consumer_lag_records', 'Records that wait for their group, or are in its hands', () => sources.lag(), [
      'group',
      'topic',
    ]);
    metrics.collect(
      'maru_query_breakers_open',
      'Instances that are asked nothing for a moment, because they failed',
      () => sources.openBreakers(),
      ['service'],
    );
    metrics.collect('maru_core_replica_lag_transactions', 'Transactions that the replica read from here has not got', () =>
      sources.coreReplicaLag(),
    );
    metrics.collect(
      'maru_message_replica_lag_messages',
      'Messages that the replica lacks of the channel written to last, by shard',
      () => sources.messageReplicaLag(),
      ['shard'],
    );
  }
}
