/** The cluster of `npm run cluster -- up`, which goes on when it has been measured. */
import { countThroughProxies } from '@maru/cluster';
import { clustered } from '@maru/runtime';
import { ClusterState } from './cluster-state.js';
import type { RunningMaru } from './running-maru.js';

export function clusterMaru(url: string): RunningMaru {
  const state = ClusterState.read();
  const settings = clustered.settings.parse(state.settings);
  const { MARU_DATABASE_USER: user, MARU_DATABASE_PASSWORD: password, MARU_MESSAGE_PROXIES, MARU_MESSAGE_SHARDS } = settings;
  const servers = { user, password, proxies: MARU_MESSAGE_PROXIES.slice(0, 1), shards: MARU_MESSAGE_SHARDS };
  return {
    subject: 'Maru as a cluster',
    url,
    processes: state.processes,
    lookAtMessages: async (channelId) => {
      const [answer] = await countThroughProxies(servers, [channelId]);
      return answer?.found.get(channelId) ?? { messages: 0, last: 0 };
    },
    close: async () => undefined,
  };
}
