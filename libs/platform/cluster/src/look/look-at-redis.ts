import { Redis } from 'ioredis';
import { z } from 'zod';
import { hostAndPort } from '../mysql/address.js';
import type { Address } from '../settings.js';
import { faultOf, type Looked } from './looked.js';

const TIMEOUT_MS = 3_000;

interface RedisNodeLook {
  readonly address: Address;
  readonly isMaster: boolean;
  /** As the others see it: `fail`, `fail?`, `handshake`, `noaddr`; empty where it is well. */
  readonly flags: readonly string[];
  readonly replicas: number;
  readonly skewMs?: number;
}

export interface RedisLook {
  /** All slots are served. */
  readonly isWhole: boolean;
  readonly nodes: readonly RedisNodeLook[];
}

/** As the first that answers sees the others. */
export async function lookAtRedis(addresses: readonly Address[]): Promise<RedisLook> {
  const looks: Looked<RedisLook>[] = [];
  for (const address of addresses) {
    const look = await faultOf(() => on(address, lookAround));
    if (!('fault' in look)) return look;
    looks.push(look);
  }
  throw new Error(looks.map((look) => ('fault' in look ? look.fault : '')).find(Boolean) ?? 'no node is named');
}

async function lookAround(redis: Redis): Promise<RedisLook> {
  const [info, list] = [await redis.cluster('INFO'), z.string().parse(await redis.cluster('NODES'))];
  const lines = list
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const nodes = lines.map(async ([id, place = '', flags = '']) => {
    const address = place.split('@')[0] ?? '';
    const words = flags.split(',').filter((word) => !['myself', 'master', 'slave', 'noflags'].includes(word));
    const skewMs = words.length === 0 ? await skewOf(address) : undefined;
    return {
      address,
      isMaster: flags.includes('master'),
      flags: skewMs === undefined && words.length === 0 ? ['unreachable'] : words,
      replicas: lines.filter(([, , other = '', master]) => master === id && !other.includes('fail')).length,
      ...(skewMs === undefined ? {} : { skewMs }),
    };
  });
  return { isWhole: info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384'), nodes: await Promise.all(nodes) };
}

async function skewOf(address: Address): Promise<number | undefined> {
  const skew = await faultOf(() =>
    on(address, async (redis) => {
      const asked = Date.now();
      const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
      return { ms: Math.round(seconds * 1_000 + micros / 1_000 - (asked + Date.now()) / 2) };
    }),
  );
  return 'fault' in skew ? undefined : skew.ms;
}

async function on<T>(address: Address, work: (redis: Redis) => Promise<T>): Promise<T> {
  const times = { connectTimeout: TIMEOUT_MS, commandTimeout: TIMEOUT_MS };
  const redis = new Redis({ ...hostAndPort(address), ...times, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let heard: Error | undefined;
  redis.on('error', (error: Error) => (heard = error));
  try {
    await redis.connect();
    return await work(redis);
  } catch (error) {
    throw heard ?? error;
  } finally {
    redis.disconnect();
  }
}
