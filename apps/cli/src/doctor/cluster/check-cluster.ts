import { lookAround } from '@maru/runtime';
import type { Io } from '../../command-line/io.js';
import type { Finding } from '../finding.js';
import { judgePair, judgeProxies } from './judge-databases.js';
import { judgeDisks } from './judge-disks.js';
import { judgeKafka } from './judge-kafka.js';
import { judgeRedis } from './judge-redis.js';
import { judgeDeadLetters, judgeServices } from './judge-services.js';

/** All that the settings of this shell lead to, by where it was looked at. */
export async function checkCluster(environment: Io['environment']): Promise<Map<string, readonly Finding[]>> {
  const look = await lookAround(environment);
  if (!look) return new Map();
  return new Map([
    ['Kafka', [...judgeKafka(look.kafka), ...(await judgeDeadLetters(look.consul))]],
    ['databases', [...look.pairs.flatMap(judgePair), ...judgeProxies(look)]],
    ['Redis', judgeRedis(look.redis)],
    ['services', await judgeServices(look.consul)],
    ['disks', judgeDisks(look)],
  ]);
}
