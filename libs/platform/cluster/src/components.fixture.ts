/** Where the components are that the `*.cluster.spec.ts` run on: `npm run cluster -- settings` prints it, the environment holds it. */
import type { Address, MysqlServers, ShardedMysql } from './settings.js';

const account = { user: setting('MARU_DATABASE_USER'), password: setting('MARU_DATABASE_PASSWORD') };

export const core: MysqlServers = { ...account, primary: setting('MARU_CORE_PRIMARY'), replicas: addresses('MARU_CORE_REPLICAS') };
export const messages: ShardedMysql = {
  ...account,
  proxies: addresses('MARU_MESSAGE_PROXIES'),
  shards: addresses('MARU_MESSAGE_SHARDS'),
};
export const redis: readonly Address[] = addresses('MARU_REDIS');
export const kafka: readonly Address[] = addresses('MARU_KAFKA');
export const consul: Address = setting('MARU_CONSUL');

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these tests need a cluster`);
  return value;
}

function addresses(name: string): Address[] {
  return setting(name).split(',');
}
