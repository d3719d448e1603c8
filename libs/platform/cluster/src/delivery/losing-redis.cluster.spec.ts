/** Redis may lose all that it knows, or be away: then deliveries go to more gateways than need them, and to none too few. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivered } from '@maru/contracts';
import type { Audience, GatewayLink } from '@maru/ports';
import { toUser } from '@maru/ports/contracts';
import type { Cluster } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LEASE_MS, LivingGateways } from '../gateways/living-gateways.js';
import { MortalClock } from '../outbox/outbox.fixture.js';
import { openRedis } from '../redis/open-redis.js';
import { ownRedis } from '../redis/redis.fixture.js';
import { AudienceIndex } from './audience-index.js';
import { ClusterDelivery } from './cluster-delivery.js';
import { MemoryGatewayTopics } from './gateway-topics.fixture.js';

const SETTLED_AFTER_MS = 1_000;
const soon = { timeout: 15_000, interval: 100 };

let topics: MemoryGatewayTopics;
let own: ReturnType<typeof ownRedis>;
let ended: (() => Promise<void>)[];
beforeEach(() => {
  topics = new MemoryGatewayTopics();
  own = ownRedis();
  ended = [];
});
afterEach(async () => {
  for (const end of ended.toReversed()) await end();
  await own.flush();
  own.redis.disconnect();
});

/** A process on the same Redis. */
function start(redis: Cluster = openRedis(own.nodes, own.prefix)) {
  const clock = new MortalClock();
  const gateways = new LivingGateways(redis, clock);
  const delivery = new ClusterDelivery(topics, new AudienceIndex(redis, clock, gateways, SETTLED_AFTER_MS), gateways, redis, clock);
  ended.push(async () => {
    await delivery.close();
    gateways.close();
    redis.disconnect();
  });
  return { clock, delivery };
}

async function gateway(delivery: ClusterDelivery, gatewayId: string, ...hears: Audience[]) {
  const got: Delivered[] = [];
  const link: GatewayLink = await delivery.attach({ gatewayId, apply: async (deliveries) => void got.push(...deliveries) });
  for (const audience of hears) await link.hears(audience);
  return { got, link };
}

/** The index is whole again when it names one gateway alone. */
async function untilOnly(delivery: ClusterDelivery, one: Delivered[], other: Delivered[]): Promise<void> {
  await vi.waitFor(async () => {
    one.length = other.length = 0;
    await delivery.deliver([toUser(1, 'whole?')]);
    await vi.waitFor(() => expect(one).toHaveLength(1));
    expect(other).toEqual([]);
  }, soon);
}

test('what Redis has lost its gateways tell it again, and nothing is missed meanwhile', async () => {
  const holder = start();
  const producer = start();
  const one = await gateway(holder.delivery, 'one', { userId: 1 }, { channelId: 7 });
  const other = await gateway(holder.delivery, 'other', { userId: 2 });
  await untilOnly(producer.delivery, one.got, other.got);

  await own.flush();
  await producer.delivery.deliver([toUser(1, 'first')]);
  await sleep(500);
  await producer.delivery.deliver([{ kind: 'channel', channelId: 7, frame: 'second' }]);
  await vi.waitFor(() => expect(one.got.slice(1)).toMatchObject([{ frame: 'first' }, { frame: 'second' }]));

  await untilOnly(producer.delivery, one.got, other.got);
});

test('while Redis is away, all gateways that were there get what is to be delivered', async () => {
  const holder = start();
  const redis = openRedis(own.nodes, own.prefix);
  const producer = start(redis);
  const one = await gateway(holder.delivery, 'one', { userId: 1 });
  const other = await gateway(holder.delivery, 'other', { userId: 2 });
  await untilOnly(producer.delivery, one.got, other.got);

  redis.disconnect();
  await producer.delivery.deliver([toUser(1, 'to whoever is there')]);
  for (const { got } of [one, other]) await vi.waitFor(() => expect(got.at(-1)).toEqual(toUser(1, 'to whoever is there')));
});

test('a gateway that dies is sent nothing more, as soon as its lease has ended', async () => {
  const dying = start();
  const producer = start();
  const { got } = await gateway(dying.delivery, 'dying', { userId: 1 });
  await sleep(SETTLED_AFTER_MS);
  await producer.delivery.deliver([toUser(1, 'a')]);
  await vi.waitFor(() => expect(got).toHaveLength(1));
  dying.clock.kill();
  await sleep(2 * LEASE_MS + 1_000);
  topics.sent.length = 0;
  await producer.delivery.deliver([toUser(1, 'b')]);
  expect(topics.sent).toEqual([]);
}, 30_000);
