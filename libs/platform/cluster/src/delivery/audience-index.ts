import type { Audience, Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Cluster } from 'ioredis';
import { z } from 'zod';
import { ClusterNumbers } from '../cluster-numbers.js';
import { markOf } from '../gateways/buckets.js';
import { LEASE_MS, type LivingGateways } from '../gateways/living-gateways.js';
import { ENTRY_LIFE_MS } from '../gateways/told-entries.js';
import { within } from '../redis/within.js';
import { FIND, HEAR, placeOfAudience } from './index-scripts.js';

const ANSWER_MS = 500;
/** After a lookup without an answer the next ones do not wait for one. */
const BLIND_MS = 500;
/** Within this time each gateway has seen that a mark is new, and has told again what it hears. */
const SETTLED_AFTER_MS = LEASE_MS;

const Found = z.tuple([z.int()]).rest(z.string());

/**
 * Who hears a user or a channel. It may name too many, never too few: while Redis does not answer, or has lost what it knew and the gateways
 * have not told it again, it names all of them. A gateway knows what it does not hold.
 */
export class AudienceIndex {
  private blindUntil = 0;
  private readonly logger = new Logger(AudienceIndex.name);

  constructor(
    private readonly redis: Cluster,
    private readonly clock: Clock,
    private readonly gateways: LivingGateways,
    private readonly settledAfterMs = SETTLED_AFTER_MS,
    private readonly numbers = new ClusterNumbers(),
  ) {}

  async gatewaysOf(audience: Audience): Promise<readonly string[]> {
    if (this.clock.now() < this.blindUntil) return await this.all();
    try {
      const { key, bucket } = placeOfAudience(audience);
      const [age, ...found] = Found.parse(await within(ANSWER_MS, FIND.run(this.redis, [key, markOf(bucket)], [])));
      if (age < this.settledAfterMs) return await this.all();
      this.numbers.lookups[found.length === 0 ? 'miss' : 'hit'].add();
      if (found.length === 0) return found;
      const living = await this.gateways.living();
      return found.filter((gatewayId) => living.has(gatewayId));
    } catch (error) {
      this.beBlind(error);
      return await this.all();
    }
  }

  /** Somebody there has joined: what is behind it must find the way already. The gateway itself says so only when it has heard of it. */
  async add(gatewayIds: readonly string[], audience: Audience): Promise<void> {
    const { key } = placeOfAudience(audience);
    try {
      const told = gatewayIds.map((gatewayId) => HEAR.run(this.redis, [key], [gatewayId, ENTRY_LIFE_MS]));
      await within(ANSWER_MS, Promise.all(told));
    } catch (error) {
      this.beBlind(error);
    }
  }

  private async all(): Promise<readonly string[]> {
    this.numbers.lookups.blind.add();
    return await this.gateways.all();
  }

  private beBlind(error: unknown): void {
    this.logger.warn(`deliveries go to all gateways: ${String(error)}`);
    this.blindUntil = this.clock.now() + BLIND_MS;
  }
}
