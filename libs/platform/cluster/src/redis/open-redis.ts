import { Logger } from '@nestjs/common';
import { Cluster } from 'ioredis';
import { hostAndPort } from '../mysql/address.js';
import type { Address } from '../settings.js';

const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_MS = 200;
const SLOTS_REFRESH_MS = 5_000;
/** A killed master is replaced after about three seconds: until then its commands are tried again. */
const FAILOVER_MS = 100;
const REDIRECTIONS = 40;
const LOG_EVERY_MS = 10_000;

/** All keys of Maru begin so. */
const PREFIX = 'maru:';

/** A connection to a Redis Cluster that comes back whenever it can. */
export function openRedis(nodes: readonly Address[], prefix = PREFIX): Cluster {
  const cluster = new Cluster(nodes.map(hostAndPort), {
    keyPrefix: prefix,
    clusterRetryStrategy: () => RECONNECT_MS,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    retryDelayOnFailover: FAILOVER_MS,
    retryDelayOnClusterDown: FAILOVER_MS,
    retryDelayOnTryAgain: FAILOVER_MS,
    maxRedirections: REDIRECTIONS,
    redisOptions: { connectTimeout: CONNECT_TIMEOUT_MS },
  });
  listenForErrors(cluster);
  return cluster;
}

/** Without a listener the first error would end the process; and there are many of the same while a node is down. */
function listenForErrors(cluster: Cluster): void {
  const logger = new Logger('Redis');
  let quietUntil = 0;
  const log = (error: Error, node?: string) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + LOG_EVERY_MS;
    logger.warn(`${node ?? 'the cluster'}: ${error.message}`);
  };
  cluster.on('error', (error: Error) => log(error));
  cluster.on('node error', (error: Error, node: string) => log(error, node));
}
