import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { Address } from '../settings.js';

const TIMEOUT_MS = 3_000;
/** Each look follows the dead topics under a group of its own, which commits nothing. */
const LOOKERS = /(^|\.)dead-letters\./;
/** A gateway reads its own topic under a name of this life: when it is gone, nobody goes on. */
const OF_ONE_PROCESS = /^delivery\./;

interface GroupLook {
  readonly group: string;
  readonly members: number;
  /** Records that were published and are not handled yet. */
  readonly lag: number;
}

export interface KafkaLook {
  readonly brokers: number;
  readonly topics: number;
  /** Of partitions: nobody leads them, or they have fewer copies in time than they should. */
  readonly leaderless: number;
  readonly behind: number;
  readonly groups: readonly GroupLook[];
}

export async function lookAtKafka(brokers: readonly Address[]): Promise<KafkaLook> {
  const times = { connectionTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS, retry: { retries: 1 } };
  const admin = new Kafka({ clientId: 'maru-doctor', brokers: [...brokers], logLevel: logLevel.NOTHING, ...times }).admin();
  await admin.connect();
  try {
    const [cluster, metadata] = [await admin.describeCluster(), await admin.fetchTopicMetadata()];
    const partitions = metadata.topics.flatMap((topic) => topic.partitions);
    return {
      brokers: cluster.brokers.length,
      topics: metadata.topics.length,
      leaderless: partitions.filter(({ leader }) => leader < 0).length,
      behind: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length,
      groups: await lookAtGroups(admin),
    };
  } finally {
    await admin.disconnect();
  }
}

async function lookAtGroups(admin: Admin): Promise<GroupLook[]> {
  const names = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((name) => !LOOKERS.test(name));
  if (names.length === 0) return [];
  const { groups } = await admin.describeGroups(names);
  const ends = new Map<string, Promise<ReadonlyMap<number, number>>>();
  const looks = [];
  const ours = groups.filter(({ groupId, members }) => members.length > 0 || !OF_ONE_PROCESS.test(groupId));
  for (const { groupId, members } of ours.toSorted((one, other) => (one.groupId < other.groupId ? -1 : 1)))
    looks.push({ group: groupId, members: members.length, lag: await lagOf(admin, groupId, ends) });
  return looks;
}

async function lagOf(admin: Admin, groupId: string, ends: Map<string, Promise<ReadonlyMap<number, number>>>): Promise<number> {
  let lag = 0;
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
    const known = ends.get(topic) ?? endsOf(admin, topic);
    ends.set(topic, known);
    const high = await known;
    // -1: it has not committed yet, and begins with what is kept or what comes.
    for (const { partition, offset } of partitions)
      if (Number(offset) >= 0) lag += Math.max(0, (high.get(partition) ?? 0) - Number(offset));
  }
  return lag;
}

async function endsOf(admin: Admin, topic: string): Promise<ReadonlyMap<number, number>> {
  return new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
}
