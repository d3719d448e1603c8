import { CryptoIds, SystemClock } from '@maru/local';
import { z } from 'zod';
import { defineShape } from './shape.js';

const PLACE = /^[^\s:,/]+:\d{1,5}$/;
const address = (about: string) => z.string().regex(PLACE, { error: 'must be host:port' }).describe(about);
const addresses = (about: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().regex(PLACE, { error: 'must be host:port, or several with commas' })))
    .describe(about);

/** One process of many, beside the others of its kind. */
export const clustered = defineShape({
  name: 'cluster',
  settings: z.object({
    MARU_KAFKA: addresses('brokers, as host:port with commas between them'),
    MARU_KAFKA_REPLICATION: z.coerce.number().int().min(1).default(1).describe('copies of each topic; 3 where no broker may cost a record'),
    MARU_REDIS: addresses('some nodes of the Redis Cluster; the others are found'),
    MARU_CONSUL: address('the Consul agent'),
    MARU_DATABASE_USER: z.string().default('maru').describe('user of all databases'),
    MARU_DATABASE_PASSWORD: z.string().describe('and the password'),
    MARU_CORE_PRIMARY: address('MySQL server of the core data: accounts, connections, channels, pushes'),
    MARU_CORE_REPLICAS: addresses('its replicas'),
    MARU_MESSAGE_PROXIES: addresses('ShardingSphere-Proxies in front of the message shards; the first that answers is taken'),
    MARU_MESSAGE_SHARDS: addresses('the primaries of the message shards, in their order; for changes of the schema only'),
    MARU_ADVERTISED_HOST: z.string().default('127.0.0.1').describe('where other processes reach this one'),
    MARU_QUERY_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(0)
      .describe('port for questions of other services; 0 takes a free one'),
  }),
  open: async (settings) => {
    // Its drivers are many: a process of the other shape does not load them.
    const { cluster } = await import('@maru/cluster');
    const clock = new SystemClock();
    const account = { user: settings.MARU_DATABASE_USER, password: settings.MARU_DATABASE_PASSWORD };
    return await cluster({
      clock,
      ids: new CryptoIds(clock),
      redis: settings.MARU_REDIS,
      kafka: { brokers: settings.MARU_KAFKA, replication: settings.MARU_KAFKA_REPLICATION },
      consul: settings.MARU_CONSUL,
      core: { ...account, primary: settings.MARU_CORE_PRIMARY, replicas: settings.MARU_CORE_REPLICAS },
      messages: { ...account, proxies: settings.MARU_MESSAGE_PROXIES, shards: settings.MARU_MESSAGE_SHARDS },
      advertisedHost: settings.MARU_ADVERTISED_HOST,
      queryPort: settings.MARU_QUERY_PORT,
    });
  },
});
