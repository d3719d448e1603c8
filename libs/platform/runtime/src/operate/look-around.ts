import type { ClusterLook } from '@maru/cluster';
import { clustered } from '../configuration/clustered.js';
import type { Environment } from '../configuration/database-settings.js';

export type { ClusterLook };

/** The settings of a shell are those of a process of a cluster. */
export function isClustered(environment: Environment): boolean {
  return Object.keys(clustered.settings.shape).some((name) => Boolean(environment[name]));
}

/** Undefined where the settings do not say where the cluster is: judging them is another's. */
export async function lookAround(environment: Environment): Promise<ClusterLook | undefined> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = clustered.settings.safeParse(given);
  if (!read.success) return undefined;
  const settings = read.data;
  const account = { user: settings.MARU_DATABASE_USER, password: settings.MARU_DATABASE_PASSWORD };
  const { lookAtCluster } = await import('@maru/cluster');
  return await lookAtCluster({
    kafka: settings.MARU_KAFKA,
    redis: settings.MARU_REDIS,
    consul: settings.MARU_CONSUL,
    core: { ...account, primary: settings.MARU_CORE_PRIMARY, replicas: settings.MARU_CORE_REPLICAS },
    messages: { ...account, proxies: settings.MARU_MESSAGE_PROXIES, shards: settings.MARU_MESSAGE_SHARDS },
  });
}
