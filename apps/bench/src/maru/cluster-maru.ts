/** The cluster of `npm run cluster -- up`, which goes on when it has been measured. */
import { countThroughProxies, lookAtConsul, REGISTRY_PREFIX } from '@maru/cluster';
import { clustered } from '@maru/runtime';
import { ClusterState } from './cluster-state.js';
import type { RunningMaru } from './running-maru.js';

/** `isDirect`: sockets go to the gateways themselves, and Nginx is not measured. */
export async function clusterMaru(url: string, isDirect: boolean): Promise<RunningMaru> {
  const state = ClusterState.read();
  const settings = clustered.settings.parse(state.settings);
  const { MARU_DATABASE_USER: user, MARU_DATABASE_PASSWORD: password, MARU_MESSAGE_PROXIES, MARU_MESSAGE_SHARDS } = settings;
  const servers = { user, password, proxies: MARU_MESSAGE_PROXIES.slice(0, 1), shards: MARU_MESSAGE_SHARDS };
  return {
    subject: isDirect ? 'Maru as a cluster, without Nginx' : 'Maru as a cluster',
    url,
    socketPorts: isDirect ? await gateways(settings.MARU_CONSUL) : [Number(new URL(url).port)],
    processes: state.processes,
    lookAtMessages: async (channelId) => {
      const [answer] = await countThroughProxies(servers, [channelId]);
      return answer?.found.get(channelId) ?? { messages: 0, last: 0 };
    },
    close: async () => undefined,
  };
}

async function gateways(consul: string): Promise<number[]> {
  const { instances } = await lookAtConsul(consul, REGISTRY_PREFIX);
  return instances.filter(({ service, isPassing }) => service === 'gateway' && isPassing).map(({ url }) => Number(new URL(url).port));
}
