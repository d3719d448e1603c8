import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@maru/local';
import { deliveryContract } from '@maru/ports/contracts';
import { LivingGateways } from '../gateways/living-gateways.js';
import { ownRedis } from '../redis/redis.fixture.js';
import { AudienceIndex } from './audience-index.js';
import { ClusterDelivery } from './cluster-delivery.js';
import { MemoryGatewayTopics } from './gateway-topics.fixture.js';

deliveryContract('ClusterDelivery', async () => {
  const { redis, flush } = ownRedis();
  const clock = new SystemClock();
  const gateways = new LivingGateways(redis, clock);
  const subject = new ClusterDelivery(new MemoryGatewayTopics(), new AudienceIndex(redis, clock, gateways, 0), gateways, redis, clock);
  return {
    subject,
    pass: (ms) => sleep(ms),
    close: async () => {
      await subject.close();
      gateways.close();
      await flush();
      redis.disconnect();
    },
  };
});
