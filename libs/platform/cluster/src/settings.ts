/** Where the cluster's components are. */
import type { Clock, Ids } from '@maru/ports';

/** `host:port` */
export type Address = string;

export interface MysqlServers {
  readonly user: string;
  readonly password: string;
  /** Writes, and reads that must see them. */
  readonly primary: Address;
  /** Reads that may be a little late. */
  readonly replicas: readonly Address[];
}

export interface ShardedMysql {
  readonly user: string;
  readonly password: string;
  /** Each one speaks for all shards: a process takes the first that answers. */
  readonly proxies: readonly Address[];
  /** The shards' primaries, in the order of their numbers: schemas are changed there, not through a proxy. */
  readonly shards: readonly Address[];
}

export interface ClusterSettings {
  readonly clock: Clock;
  readonly ids: Ids;
  /** At least one node of the Redis Cluster; the others are found. */
  readonly redis: readonly Address[];
  readonly kafka: {
    readonly brokers: readonly Address[];
    /** Copies of each topic: 1 on one broker, 3 where no record may be lost with a broker. */
    readonly replication: number;
  };
  readonly consul: Address;
  /** One database for each service: `maru_auth`, `maru_channel` … */
  readonly core: MysqlServers;
  /** Database `maru_message` on each shard. */
  readonly messages: ShardedMysql;
  /** Where other processes reach this one with their questions. */
  readonly advertisedHost: string;
  /** 0 takes a free one. */
  readonly queryPort: number;
}
