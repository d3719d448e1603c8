import type { ClusterDatabases } from '@maru/cluster';
import { clustered } from './clustered.js';
import { StartError } from './start-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a cluster's databases are: for whoever works on them while nothing else of it needs to be there. */
const DatabaseSettings = clustered.settings.pick({
  MARU_DATABASE_USER: true,
  MARU_DATABASE_PASSWORD: true,
  MARU_CORE_PRIMARY: true,
  MARU_CORE_REPLICAS: true,
  MARU_MESSAGE_PROXIES: true,
  MARU_MESSAGE_SHARDS: true,
});

export function readDatabases(environment: Environment): ClusterDatabases {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = DatabaseSettings.safeParse(given);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
    throw new StartError(`${faults.join('; ')}. It is said by the settings of a process of the cluster where its databases are.`);
  }
  const account = { user: read.data.MARU_DATABASE_USER, password: read.data.MARU_DATABASE_PASSWORD };
  return {
    core: { ...account, primary: read.data.MARU_CORE_PRIMARY, replicas: read.data.MARU_CORE_REPLICAS },
    messages: { ...account, proxies: read.data.MARU_MESSAGE_PROXIES, shards: read.data.MARU_MESSAGE_SHARDS },
  };
}
