import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@maru/local';
import { presenceContract } from '@maru/ports/contracts';
import { LivingGateways } from '../gateways/living-gateways.js';
import { ownRedis } from '../redis/redis.fixture.js';
import { RedisPresence } from './redis-presence.js';

presenceContract('RedisPresence', async () => {
  const { redis, flush } = ownRedis();
  const clock = new SystemClock();
  const gateways = new LivingGateways(redis, clock);
  const subject = await RedisPresence.open(redis, clock, gateways);
  return {
    subject,
    pass: (ms) => sleep(ms),
    close: async () => {
      subject.close();
      gateways.close();
      await flush();
      redis.disconnect();
    },
  };
});
