import type { KafkaTopics } from './kafka-topics.js';

/** A group, as far as this process is part of it. */
interface MemberOf {
  readonly groupId: string;
  readonly topic: string;
  readonly has: (partition: number) => boolean;
}

/** How many records of its partitions here the group has not done with. Partitions in the hands of nobody are told by nobody. */
export async function lagOf(topics: KafkaTopics, { groupId, topic, has }: MemberOf): Promise<number> {
  const [kept, committed] = await Promise.all([topics.kept(topic), topics.committed(groupId, topic)]);
  let lag = 0;
  for (const [partition, { from, end }] of kept)
    if (has(partition)) lag += Math.max(0, end - Math.max(from, committed.get(partition) ?? from));
  return lag;
}
