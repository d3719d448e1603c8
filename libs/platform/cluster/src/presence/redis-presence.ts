import { type Clock, Presence, type PresenceChange, type PresenceState, type PresenceWatch } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Cluster } from 'ioredis';
import { type Place, placeOf } from '../gateways/buckets.js';
import type { LivingGateways } from '../gateways/living-gateways.js';
import { ENTRY_LIFE_MS, ToldEntries } from '../gateways/told-entries.js';
import { LuaScript } from '../redis/lua-script.js';
import { within } from '../redis/within.js';
import { isConnected, type Seen, seenOf, stateOf } from './presence-entry.js';
import { PresenceWatches } from './presence-watches.js';

const ANSWER_MS = 2_000;
/** So long it is remembered when somebody was last here. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;

/** KEYS: person. ARGV: gateway's field, now. Who was not there has not gone. */
const DEPART = new LuaScript(`
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], 'seen', ARGV[2]) end`);

/**
 * Who is where, in one hash for each person: until when each gateway has told that he is there, and when he was last seen. Changes are called
 * out over pub/sub, which may lose them: so whoever watches also looks for himself from time to time.
 */
export class RedisPresence extends Presence {
  private readonly told = new Map<string, ToldEntries>();
  private readonly watches: PresenceWatches;
  private readonly channel: string;
  private readonly logger = new Logger(RedisPresence.name);

  private constructor(
    private readonly redis: Cluster,
    private readonly clock: Clock,
    private readonly gateways: LivingGateways,
  ) {
    super();
    this.channel = `${redis.options.keyPrefix ?? ''}presence`;
    this.watches = new PresenceWatches(clock, (userId) => this.look(userId));
  }

  static async open(redis: Cluster, clock: Clock, gateways: LivingGateways): Promise<RedisPresence> {
    const presence = new RedisPresence(redis, clock, gateways);
    redis.on('message', (channel: string, userId: string) => {
      if (channel === presence.channel) presence.watches.changed(Number(userId));
    });
    await redis.subscribe(presence.channel);
    return presence;
  }

  async arrive(gatewayId: string, userId: number): Promise<void> {
    await this.gateways.hold(gatewayId);
    await this.entriesOf(gatewayId).add(placeOfPerson(userId));
    await this.callOut(userId);
  }

  async depart(gatewayId: string, userId: number): Promise<void> {
    const told = this.told.get(gatewayId);
    if (!told) return;
    await told.remove(placeOfPerson(userId));
    await this.callOut(userId);
  }

  async find(userIds: readonly number[]): Promise<Map<number, PresenceState>> {
    const states = userIds.map(async (userId) => [userId, stateOf(await this.look(userId), this.clock.now())] as const);
    return new Map(await Promise.all(states));
  }

  watch(gatewayId: string, onChange: (change: PresenceChange) => void): PresenceWatch {
    return this.watches.open(gatewayId, onChange);
  }

  /** Nothing is taken back: what a gateway has not taken back itself ends with its lease. */
  close(): void {
    this.watches.close();
    for (const told of this.told.values()) told.stop();
  }

  private async look(userId: number): Promise<Seen> {
    const fields = await within(ANSWER_MS, this.redis.hgetall(placeOfPerson(userId).key));
    const seen = seenOf(fields, this.clock.now());
    return isConnected(seen) ? seenOf(fields, this.clock.now(), await this.gateways.living()) : seen;
  }

  private entriesOf(gatewayId: string): ToldEntries {
    const known = this.told.get(gatewayId);
    if (known) return known;
    const field = fieldOf(gatewayId);
    const told = new ToldEntries(this.redis, this.clock, {
      write: async ({ key }: Place) => {
        const now = this.clock.now();
        await Promise.all([this.redis.hset(key, field, now + ENTRY_LIFE_MS, 'seen', now), this.redis.pexpire(key, REMEMBERED_MS)]);
      },
      remove: ({ key }) => DEPART.run(this.redis, [key], [field, this.clock.now()]),
    });
    this.told.set(gatewayId, told);
    return told;
  }

  private async callOut(userId: number): Promise<void> {
    try {
      await within(ANSWER_MS, this.redis.publish(this.channel, String(userId)));
    } catch (error) {
      this.logger.debug(`a change of presence is seen later: ${String(error)}`);
    }
  }
}

function placeOfPerson(userId: number): Place {
  return placeOf('presence', userId);
}

function fieldOf(gatewayId: string): string {
  return `at ${gatewayId}`;
}
