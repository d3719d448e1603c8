import type { ClusterLook } from '@maru/runtime';
import { type Finding, note, well, wrong } from '../finding.js';
import { judgeClock } from './judge-clock.js';

export function judgeRedis(redis: ClusterLook['redis']): Finding[] {
  if ('fault' in redis)
    return [wrong(`Redis cannot be reached (${redis.fault}).`, 'Start its nodes; until then nobody gets in, and nobody writes.')];
  const { isWhole, nodes } = redis;
  const away = nodes.filter(({ flags }) => flags.length > 0);
  const masters = nodes.filter(({ isMaster, flags }) => isMaster && flags.length === 0);
  return [
    isWhole
      ? well(`${nodes.length - away.length} nodes, ${masters.length} masters, and every slot is served`)
      : wrong('Redis does not serve all slots.', 'Start the nodes that are away: redis-cli cluster nodes shows which.'),
    ...away.map(({ address, flags }) =>
      wrong(`Redis ${address || 'of an unknown address'}: ${flags.join(', ')}.`, 'Start it, or take it out: redis-cli cluster forget.'),
    ),
    ...masters
      .filter(({ replicas }) => replicas === 0)
      .map(({ address }) => note(`Redis ${address}: has no replica.`, 'Start its replica: without it, its end loses sessions.')),
    ...nodes.flatMap(({ address, skewMs }) => (skewMs === undefined ? [] : judgeClock(`Redis ${address}`, skewMs))),
  ];
}
