import { type Expiry, KeyValue, type TokenBucket, type TokenTaken } from '@maru/ports';
import type { Cluster } from 'ioredis';
import { z } from 'zod';
import type { LuaScript } from '../redis/lua-script.js';
import { isAway, RedisUnavailable, within } from '../redis/within.js';
import * as scripts from './scripts.js';
import { TokenRequests, type TokensTaken } from './token-requests.js';

const ANSWER_MS = 5_000;

const Taken = z.tuple([z.int(), z.int()]);

/** Keys on a Redis Cluster. What is kept lives as long as Redis does, like everything here. */
export class RedisKeyValue extends KeyValue {
  private readonly tokens = new TokenRequests((key, bucket, count) => this.takeTokens(key, bucket, count));

  constructor(
    private readonly redis: Cluster,
    private readonly answerMs = ANSWER_MS,
  ) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.answer(this.redis.get(key))) ?? undefined;
  }

  /** One command for each: keys of a cluster lie on several nodes. */
  getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async set(key: string, value: string, { ttlMs }: Expiry = {}): Promise<void> {
    await this.answer(ttlMs === undefined ? this.redis.set(key, value) : this.redis.set(key, value, 'PX', whole(ttlMs)));
  }

  async setIfAbsent(key: string, value: string, { ttlMs }: Expiry = {}): Promise<boolean> {
    const set = ttlMs === undefined ? this.redis.set(key, value, 'NX') : this.redis.set(key, value, 'PX', whole(ttlMs), 'NX');
    return (await this.answer(set)) === 'OK';
  }

  async setIfPresent(key: string, value: string, { ttlMs }: Expiry = {}): Promise<boolean> {
    const set = ttlMs === undefined ? this.redis.set(key, value, 'XX') : this.redis.set(key, value, 'PX', whole(ttlMs), 'XX');
    return (await this.answer(set)) === 'OK';
  }

  async take(key: string): Promise<string | undefined> {
    return (await this.answer(this.redis.getdel(key))) ?? undefined;
  }

  async delete(...keys: string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.answer(this.redis.unlink(key))));
  }

  async increment(key: string, by: number, { ttlMs }: Expiry = {}): Promise<number> {
    return z.int().parse(await this.run(scripts.INCREMENT, key, by, lifeOf(ttlMs)));
  }

  async hashSet(key: string, field: string, value: string, { ttlMs }: Expiry = {}): Promise<void> {
    await this.run(scripts.HASH_SET, key, field, value, lifeOf(ttlMs));
  }

  async hashGet(key: string, field: string): Promise<string | undefined> {
    return (await this.answer(this.redis.hget(key, field))) ?? undefined;
  }

  async hashGetAll(key: string): Promise<Map<string, string>> {
    return new Map(Object.entries(await this.answer(this.redis.hgetall(key))));
  }

  async hashDelete(key: string, ...fields: string[]): Promise<void> {
    if (fields.length > 0) await this.answer(this.redis.hdel(key, ...fields));
  }

  async listAppend(key: string, values: readonly string[], max: number, ttlMs: number): Promise<void> {
    await this.run(scripts.LIST_APPEND, key, max, whole(ttlMs), ...values);
  }

  async listReplace(key: string, values: readonly string[], ttlMs: number): Promise<void> {
    await this.run(scripts.LIST_REPLACE, key, whole(ttlMs), ...values);
  }

  async listAll(key: string): Promise<string[] | undefined> {
    const items = await this.answer(this.redis.lrange(key, 0, -1));
    return items.length === 0 ? undefined : items;
  }

  takeToken(key: string, bucket: TokenBucket): Promise<TokenTaken> {
    return this.tokens.take(key, bucket);
  }

  private async takeTokens(key: string, { capacity, refillPerMinute }: TokenBucket, count: number): Promise<TokensTaken> {
    const [given, retryAfterMs] = Taken.parse(await this.run(scripts.TAKE_TOKENS, key, capacity, refillPerMinute, count));
    return { given, retryAfterMs };
  }

  private run(script: LuaScript, key: string, ...values: (string | number)[]): Promise<unknown> {
    return this.answer(script.run(this.redis, [key], values));
  }

  /** What the driver gives up is no defect of whoever asked. */
  private async answer<T>(answer: Promise<T>): Promise<T> {
    try {
      return await within(this.answerMs, answer);
    } catch (error) {
      if (error instanceof RedisUnavailable || !isAway(error)) throw error;
      throw new RedisUnavailable(String(error), { cause: error });
    }
  }
}

/** A life of no time at all is an error to Redis. */
function whole(ms: number): number {
  return Math.max(1, Math.ceil(ms));
}

function lifeOf(ttlMs: number | undefined): number | '' {
  return ttlMs === undefined ? '' : whole(ttlMs);
}
