import type { Cluster } from 'ioredis';
import { z } from 'zod';
import { within } from '../redis/within.js';
import { BUCKETS, MARK, markOf, tagOf } from './buckets.js';

const ANSWER_MS = 2_000;

const Answer = z.tuple([z.unknown(), z.string()]);

/** The marks of all buckets, by which a gateway sees that Redis has lost something. One request to each node, not one for each bucket. */
export class Marks {
  /** By bucket. */
  private slots: Promise<readonly number[]> | undefined;

  constructor(private readonly redis: Cluster) {}

  /** By bucket; one that is not there is made. */
  async read(): Promise<string[]> {
    const slots = await this.slotsOfBuckets();
    const marks: string[] = [];
    const ofNodes = Map.groupBy(slots.keys(), (bucket) => this.redis.slots[slots[bucket]!]?.join() ?? '');
    await Promise.all([...ofNodes.values()].map((buckets) => this.readOf(buckets, marks)));
    return marks;
  }

  private async readOf(buckets: readonly number[], marks: string[]): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const bucket of buckets) pipeline.get(markOf(bucket));
    const answers = await within(ANSWER_MS, this.answersOf(pipeline));
    await Promise.all(
      buckets.map(async (bucket, index) => (marks[bucket] = Answer.safeParse(answers[index]).data?.[1] ?? (await this.make(bucket)))),
    );
  }

  /** None where the node could not be asked so: while buckets move, or where it has gone. */
  private async answersOf(pipeline: ReturnType<Cluster['pipeline']>): Promise<readonly unknown[]> {
    try {
      return (await pipeline.exec()) ?? [];
    } catch {
      return [];
    }
  }

  private async make(bucket: number): Promise<string> {
    return z.string().parse(await within(ANSWER_MS, MARK.run(this.redis, [markOf(bucket)], [])));
  }

  private async slotsOfBuckets(): Promise<readonly number[]> {
    this.slots ??= Promise.all(Array.from({ length: BUCKETS }, (_, bucket) => this.slotOf(bucket)));
    try {
      return await this.slots;
    } catch (error) {
      this.slots = undefined;
      throw error;
    }
  }

  private async slotOf(bucket: number): Promise<number> {
    return z.int().parse(await within(ANSWER_MS, this.redis.cluster('KEYSLOT', tagOf(bucket))));
  }
}
