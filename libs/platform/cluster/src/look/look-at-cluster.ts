/** What a cluster looks like from outside, while it runs: for whoever looks after it. Nothing is changed, and what is away is told as away. */
import { REGISTRY_PREFIX } from '../registry/registry-prefix.js';
import type { Address, ClusterSettings } from '../settings.js';
import { type ConsulLook, lookAtConsul } from './look-at-consul.js';
import { lookAtPair, lookAtProxy, type PairLook, type ProxyLook } from './look-at-databases.js';
import { type KafkaLook, lookAtKafka } from './look-at-kafka.js';
import { lookAtRedis, type RedisLook } from './look-at-redis.js';
import { faultOf, type Looked } from './looked.js';

export interface ClusterLook {
  readonly kafka: Looked<KafkaLook>;
  readonly pairs: readonly PairLook[];
  readonly proxies: readonly (Looked<ProxyLook> & { readonly address: Address })[];
  /** As the settings name them, in their order. */
  readonly shards: readonly Address[];
  readonly redis: Looked<RedisLook>;
  readonly consul: Looked<ConsulLook>;
}

export type Places = Pick<ClusterSettings, 'redis' | 'consul' | 'core' | 'messages'> & { readonly kafka: readonly Address[] };

export async function lookAtCluster({ kafka, redis, consul, core, messages }: Places): Promise<ClusterLook> {
  const proxies = await Promise.all(
    messages.proxies.map(async (address) => ({ address, ...(await faultOf(() => lookAtProxy(address, messages))) })),
  );
  // The proxies alone know the replicas of the shards.
  const [known] = proxies.flatMap((proxy) => ('fault' in proxy ? [] : [proxy]));
  const replicasOf = (index: number) => {
    const replica = known?.replicas[index];
    return replica === undefined ? [] : [replica];
  };
  const shards = messages.shards.map((address, index) => lookAtPair(`shard ${index}`, messages, address, replicasOf(index)));
  return {
    kafka: await faultOf(() => lookAtKafka(kafka)),
    pairs: await Promise.all([lookAtPair('core', core, core.primary, core.replicas), ...shards]),
    proxies,
    shards: messages.shards,
    redis: await faultOf(() => lookAtRedis(redis)),
    consul: await faultOf(() => lookAtConsul(consul, REGISTRY_PREFIX)),
  };
}
