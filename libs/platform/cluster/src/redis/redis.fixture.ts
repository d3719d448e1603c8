import type { Cluster } from 'ioredis';
import { redis } from '../components.fixture.js';
import { openRedis } from './open-redis.js';

let opened = 0;

/** The real Redis Cluster, and keys of one's own on it. */
export function ownRedis(prefix = `test-${process.pid}-${++opened}:`): { redis: Cluster; prefix: string; flush(): Promise<void> } {
  const cluster = openRedis(redis, prefix);
  return { redis: cluster, prefix, flush: () => deleteAll(cluster, prefix) };
}

/** What a Redis that has lost everything would have of these keys: none. */
async function deleteAll(cluster: Cluster, prefix: string): Promise<void> {
  for (const node of cluster.nodes('master')) {
    for (const key of await node.keys(`${prefix}*`)) await node.unlink(key);
  }
}
