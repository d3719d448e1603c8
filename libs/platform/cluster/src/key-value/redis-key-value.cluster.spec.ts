import { setTimeout as sleep } from 'node:timers/promises';
import { keyValueContract, type KeyValueUnderTest } from '@maru/ports/contracts';
import { ownRedis } from '../redis/redis.fixture.js';
import { RedisKeyValue } from './redis-key-value.js';

keyValueContract('RedisKeyValue', async () => open());

function open(of?: string): KeyValueUnderTest {
  const { redis, prefix, flush } = ownRedis(of);
  return {
    subject: new RedisKeyValue(redis),
    pass: (ms) => sleep(ms),
    restart: async () => {
      redis.disconnect();
      return open(prefix);
    },
    close: async () => {
      await flush();
      redis.disconnect();
    },
  };
}
