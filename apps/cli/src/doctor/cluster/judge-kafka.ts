import type { ClusterLook } from '@maru/runtime';
import { type Finding, note, well, wrong } from '../finding.js';

/** More waits than a service handles in a moment. */
const LATE_RECORDS = 1_000;
const SAFE_BROKERS = 3;

export function judgeKafka(kafka: ClusterLook['kafka']): Finding[] {
  if ('fault' in kafka)
    return [wrong(`Kafka cannot be reached (${kafka.fault}).`, 'Start a broker; until then nothing is written, and reading goes on.')];
  const { brokers, topics, leaderless, behind, groups } = kafka;
  const findings: Finding[] = [well(`${brokers} ${brokers === 1 ? 'broker' : 'brokers'}, ${topics} topics`)];
  if (brokers < SAFE_BROKERS)
    findings.push(
      note(
        `With ${brokers === 1 ? 'one broker' : `${brokers} brokers`} its end stops all writing.`,
        'Three, with MARU_KAFKA_REPLICATION=3.',
      ),
    );
  if (leaderless > 0)
    findings.push(wrong(`${leaderless} partitions have no leader: nothing is written there.`, 'Start the broker that is missing.'));
  if (behind > 0)
    findings.push(
      wrong(`${behind} partitions have fewer copies in time than they should.`, 'Start the broker that is missing, or look at its disk.'),
    );
  return [...findings, ...groups.flatMap(judgeGroup), ...lagOfAll(groups)];
}

type Group = Extract<ClusterLook['kafka'], { groups: unknown }>['groups'][number];

function judgeGroup({ group, members, lag }: Group): Finding[] {
  if (members === 0 && lag > 0)
    return [wrong(`Nobody handles what waits for ${group}: ${lag} records.`, `Start a process of ${group.split('.')[0]}.`)];
  if (lag < LATE_RECORDS) return [];
  return [wrong(`${group} is late: ${lag} records wait for it.`, 'Look at its log for what is tried again; then start one more of it.')];
}

function lagOfAll(groups: readonly Group[]): Finding[] {
  if (groups.length === 0) return [note('No group reads from Kafka.', 'Start the services.')];
  const lag = groups.reduce((sum, group) => sum + group.lag, 0);
  const longest = groups.toSorted((one, other) => other.lag - one.lag)[0];
  return [
    well(
      `${groups.length} groups, ${lag} records wait${lag === 0 || !longest ? '' : `, most of them for ${longest.group} (${longest.lag})`}`,
    ),
  ];
}
