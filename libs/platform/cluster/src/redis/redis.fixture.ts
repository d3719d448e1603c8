import type { Cluster } from 'ioredis';
import { redis as nodes } from '../components.fixture.js';
import type { Address } from '../settings.js';
import { openRedis } from './open-redis.js';

interface OwnRedis {
  readonly redis: Cluster;
  readonly nodes: readonly Address[];
  readonly prefix: string;
  /** All of it is gone, as from a Redis that has lost its data. */
  readonly flush: () => Promise<void>;
}

let opened = 0;

/** The real Redis Cluster, and keys of one's own on it. */
export function ownRedis(prefix = `test-${process.pid}-${++opened}:`): OwnRedis {
  const redis = openRedis(nodes, prefix);
  return { redis, nodes, prefix, flush: () => deleteAll(redis, prefix) };
}

async function deleteAll(cluster: Cluster, prefix: string): Promise<void> {
  for (const node of cluster.nodes('master')) {
    for (const key of await node.keys(`${prefix}*`)) await node.unlink(key);
  }
}
