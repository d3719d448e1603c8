import { type Cancel, type Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Cluster } from 'ioredis';
import { z } from 'zod';
import { LuaScript } from '../redis/lua-script.js';
import { within } from '../redis/within.js';

/** A gateway that has not been heard of for so long is gone. */
export const LEASE_MS = 6_000;
const BEAT_MS = 2_000;
const ASK_EVERY_MS = 1_000;
const ANSWER_MS = 2_000;
/** So long a gateway may be back when Redis itself has lost everything. */
const REMEMBERED_MS = 60_000;

const KEY = 'gateways';

/** KEYS: gateways. ARGV: lease, ids. Redis's own time, so that a lease ends at one moment for all. */
const BEAT = new LuaScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
return redis.call('ZRANGE', KEYS[1], 0, -1)`);

/**
 * Which gateways live: each has a lease that its process keeps, and that ends with it. What was seen is remembered for a while, because a Redis
 * that has lost its data knows of nobody.
 */
export class LivingGateways {
  private readonly held = new Set<string>();
  private readonly seenAt = new Map<string, number>();
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;
  private readonly stopBeating: Cancel;
  private readonly logger = new Logger('Gateways');

  constructor(
    private readonly redis: Cluster,
    private readonly clock: Clock,
  ) {
    this.stopBeating = clock.every(BEAT_MS, () => void this.beat());
  }

  /** From here on it lives, until it is dropped or this process ends. */
  async hold(gatewayId: string): Promise<void> {
    if (this.held.has(gatewayId)) return;
    this.held.add(gatewayId);
    this.seenAt.set(gatewayId, this.clock.now());
    await this.ask();
  }

  async drop(gatewayId: string): Promise<void> {
    this.held.delete(gatewayId);
    this.seenAt.delete(gatewayId);
    try {
      await within(ANSWER_MS, this.redis.zrem(KEY, gatewayId));
    } catch (error) {
      this.logger.debug(`the lease of ${gatewayId} ends by itself: ${String(error)}`);
    }
  }

  /** All that may be there: for what must not miss anybody. */
  async all(): Promise<string[]> {
    await this.beFresh();
    const since = this.clock.now() - REMEMBERED_MS;
    return [...this.seenAt].filter(([, at]) => at >= since).map(([gatewayId]) => gatewayId);
  }

  /** Those that live surely. */
  async living(): Promise<ReadonlySet<string>> {
    await this.beFresh();
    const since = this.clock.now() - LEASE_MS;
    return new Set([...this.seenAt].filter(([gatewayId, at]) => at >= since || this.held.has(gatewayId)).map(([gatewayId]) => gatewayId));
  }

  close(): void {
    this.stopBeating();
  }

  private async beat(): Promise<void> {
    if (this.held.size > 0) await this.ask();
  }

  private async beFresh(): Promise<void> {
    if (this.clock.now() - this.askedAt >= ASK_EVERY_MS) await this.ask();
  }

  /** Never fails: without an answer, what was seen last holds. */
  private async ask(): Promise<void> {
    this.asking ??= this.askNow().finally(() => (this.asking = undefined));
    await this.asking;
  }

  private async askNow(): Promise<void> {
    try {
      const answer = await within(ANSWER_MS, BEAT.run(this.redis, [KEY], [LEASE_MS, ...this.held]));
      const now = this.clock.now();
      this.see(z.array(z.string()).parse(answer), now);
    } catch (error) {
      this.logger.debug(`cannot ask which gateways live: ${String(error)}`);
    }
    this.askedAt = this.clock.now();
  }

  private see(living: readonly string[], now: number): void {
    for (const gatewayId of living) this.seenAt.set(gatewayId, now);
    for (const [gatewayId, at] of this.seenAt) if (at < now - REMEMBERED_MS && !this.held.has(gatewayId)) this.seenAt.delete(gatewayId);
  }
}
