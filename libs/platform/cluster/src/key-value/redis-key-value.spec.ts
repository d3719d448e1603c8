import { Logger } from '@nestjs/common';
import { expect, test } from 'vitest';
import { openRedis } from '../redis/open-redis.js';
import { RedisUnavailable } from '../redis/within.js';
import { RedisKeyValue } from './redis-key-value.js';

Logger.overrideLogger(false);

test('nobody waits for ever for a Redis that is not there', async () => {
  const redis = openRedis(['127.0.0.1:1']);
  const keys = new RedisKeyValue(redis, 300);
  const asked = [keys.get('a'), keys.set('a', 'b'), keys.takeToken('a', { capacity: 1, refillPerMinute: 1 }), keys.getMany(['a', 'b'])];
  for (const one of await Promise.allSettled(asked)) {
    if (one.status === 'fulfilled') throw new Error('answered by nobody');
    expect(one.reason).toBeInstanceOf(RedisUnavailable);
  }
  redis.disconnect();
});
