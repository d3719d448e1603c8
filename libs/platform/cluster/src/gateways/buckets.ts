import { LuaScript } from '../redis/lua-script.js';

/**
 * Redis Cluster spreads keys over its nodes by what stands in braces. So what gateways tell Redis is cut into this many buckets, each wholly on
 * one node, and each with a mark: where the mark is missing, the node has lost its data, and what it says of the bucket is not all.
 */
export const BUCKETS = 64;

/** A key of the bucket of this user or channel. */
export interface Place {
  readonly key: string;
  readonly bucket: number;
}

export function placeOf(kind: string, id: number): Place {
  const bucket = id % BUCKETS;
  return { key: `${kind}:${tagOf(bucket)}:${id}`, bucket };
}

/** What decides on the node, whatever stands around it. */
export function tagOf(bucket: number): string {
  return `{${bucket}}`;
}

export function markOf(bucket: number): string {
  return `mark:${tagOf(bucket)}`;
}

/** KEYS: mark. Answers when it was made, by Redis's time: now, where there was none. */
export const MARK = new LuaScript(`
local time = redis.call('TIME')
redis.call('SET', KEYS[1], string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), 'NX')
return redis.call('GET', KEYS[1])`);
