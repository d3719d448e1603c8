import type { Delivered } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LivingGateways } from '../gateways/living-gateways.js';
import { ownRedis } from '../redis/redis.fixture.js';
import { AudienceIndex } from './audience-index.js';
import { placeOfAudience } from './index-scripts.js';
import { Lookups } from './lookups.js';

let own: ReturnType<typeof ownRedis>;
let gateways: LivingGateways;
let lookups: Lookups;
beforeEach(async () => {
  own = ownRedis();
  const clock = new SystemClock();
  gateways = new LivingGateways(own.redis, clock);
  await gateways.living();
  lookups = new Lookups(new AudienceIndex(own.redis, clock, gateways, 0));
});
afterEach(async () => {
  gateways.close();
  await own.flush();
  own.redis.disconnect();
});

const message = (channelId: number, senderId: number, messageSequence: number): Delivered => {
  const asker = { userId: senderId, username: 'x', sessionId: 's', gatewayId: 'g', socketId: 1, reference: 1 };
  return { kind: 'message', channelId, messageSequence, senderId, frame: '{}', own: '{}', ack: { to: asker, frame: '{}' } };
};

it('who hears a channel is asked once for all messages that go together, however many wrote them', async () => {
  const asked = vi.spyOn(own.redis, 'evalsha');
  const deliveries = Array.from({ length: 100 }, (_, index) => message(index % 2, index % 20, index));
  for (const delivery of deliveries) lookups.begin(delivery);
  for (const delivery of deliveries) expect(await lookups.gatewaysOf(delivery)).toContain('g');
  const places = asked.mock.calls.map(([, , place]) => String(place)).filter((place) => place.startsWith('hears'));
  expect(places).toEqual([placeOfAudience({ channelId: 0 }).key, placeOfAudience({ channelId: 1 }).key]);
});
