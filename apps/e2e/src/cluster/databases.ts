/** The databases of the cluster under test, past Maru: what an operator would look at. */
import { ClusterHouse } from '@maru/cluster';

const setting = (name: string) => process.env[name] ?? '';
const account = { user: setting('MARU_DATABASE_USER'), password: setting('MARU_DATABASE_PASSWORD') };
const SERVICES = ['auth', 'connection', 'channel', 'push'];
const OF_A_CHANNEL = ['message', 'message_extra', 'channel_head', 'channel_reader', 'outbox'];

const servers = {
  core: { ...account, primary: setting('MARU_CORE_PRIMARY'), replicas: setting('MARU_CORE_REPLICAS').split(',') },
  messages: { ...account, proxies: setting('MARU_MESSAGE_PROXIES').split(','), shards: setting('MARU_MESSAGE_SHARDS').split(',') },
};

/** As they are before the first start. */
export async function emptyDatabases(): Promise<void> {
  const house = await ClusterHouse.open(servers, [], 'nothing');
  try {
    for (const service of SERVICES) await house.core.connection.query(`DROP DATABASE IF EXISTS maru_${service}`);
    for (const shard of house.shards) for (const table of OF_A_CHANNEL) await shard.connection.query(`DELETE FROM maru_message.${table}`);
    for (const server of [house.core, ...house.shards]) await server.connection.query('DROP DATABASE maru_migration');
  } finally {
    await house.close();
  }
}
