import type { ClusterLook } from '@maru/runtime';
import { type Finding, note, well, wrong } from '../finding.js';
import { judgeClock } from './judge-clock.js';

const LATE_MS = 1_000;

type Pair = ClusterLook['pairs'][number];

export function judgePair({ name, primary, replicas }: Pair): Finding[] {
  return [
    ...judgePrimary(name, primary),
    ...(replicas.length === 0 ? [noReplica(name)] : replicas.flatMap((replica) => judgeReplica(name, replica))),
  ];
}

function judgePrimary(name: string, primary: Pair['primary']): Finding[] {
  const what = `${name}, primary ${primary.address}`;
  if ('fault' in primary)
    return [
      wrong(
        `${what}: not reached (${primary.fault}).`,
        'Start it. If its disk is gone, promote its replica: docs/operations.md, "What is lost when each is lost".',
      ),
    ];
  const findings = primary.isReadOnly
    ? [wrong(`${what}: is read only.`, 'SET GLOBAL read_only = 0, when you are sure that it is the primary.')]
    : [well(`${what}: ${primary.version}`)];
  if (primary.acknowledging === 0)
    findings.push(
      note(`${what}: no replica acknowledges what it commits.`, 'Look at SHOW SLAVE STATUS on its replica: START SLAVE, or make it anew.'),
    );
  return [...findings, ...judgeClock(what, primary.skewMs)];
}

function judgeReplica(name: string, replica: Pair['replicas'][number]): Finding[] {
  const what = `${name}, replica ${replica.address}`;
  if ('fault' in replica) return [wrong(`${what}: not reached (${replica.fault}).`, 'Start it; until then its primary answers all reads.')];
  const clock = judgeClock(what, replica.skewMs);
  if (!replica.isRunning)
    return [
      wrong(`${what}: does not follow its primary.`, 'SHOW SLAVE STATUS on it tells why; then START SLAVE, or make it anew.'),
      ...clock,
    ];
  const writable = replica.isReadOnly ? [] : [note(`${what}: can be written.`, 'SET GLOBAL read_only = 1.')];
  return [judgeLag(what, replica.caughtUpAfterMs), ...writable, ...clock];
}

function judgeLag(what: string, ms: number | undefined): Finding {
  if (ms === undefined)
    return wrong(`${what}: has not got what its primary had seconds ago.`, 'SHOW SLAVE STATUS on it: is it slow, or does it stand still?');
  const text = `${what}: has what its primary had ${ms} ms ago`;
  return ms < LATE_MS
    ? well(text)
    : note(`${text}.`, 'Look at the disk and the load of its machine; what is asked of it goes to the primary meanwhile.');
}

function noReplica(name: string): Finding {
  return note(`No replica of ${name} is known.`, 'Give it one: its disk is all that there is of its data.');
}

/** Whether they reach all shards, and mean the same by their numbers as the settings do. */
export function judgeProxies({ proxies, shards }: ClusterLook): Finding[] {
  return proxies.map((proxy) => {
    const what = `proxy ${proxy.address}`;
    if ('fault' in proxy)
      return wrong(`${what}: ${proxy.fault}.`, 'Start it, or the shard that it cannot reach; processes take the other proxy meanwhile.');
    const mine = proxy.primaries.join(', ');
    if (mine === shards.join(', ')) return well(`${what}: reaches all ${shards.length} shards`);
    if (proxy.primaries.length === shards.length)
      return note(
        `${what}: has its shards at ${mine}.`,
        `MARU_MESSAGE_SHARDS says ${shards.join(', ')}: they must be the same servers in the same order.`,
      );
    return wrong(
      `${what}: has ${proxy.primaries.length} shards, and MARU_MESSAGE_SHARDS names ${shards.length}.`,
      'Give both the same: docs/operations.md, "Shards".',
    );
  });
}
