import { KafkaGroups } from '@maru/cluster';
import { SystemClock } from '@maru/local';
import { patiently } from './patiently.js';

/** A group that has not got on for so long hangs. */
const DONE_MS = 30_000;

/** Who reads which topic, and how far. */
export class Groups {
  private readonly kafka: KafkaGroups;

  constructor(brokers: string) {
    this.kafka = new KafkaGroups(brokers.split(','), new SystemClock());
  }

  readersOf(topic: string): Promise<string[]> {
    return patiently(() => this.kafka.readersOf(topic));
  }

  /** A member that has just ended may be counted for a moment. */
  async beginAgain(groupIds: readonly string[]): Promise<void> {
    await patiently(() => this.kafka.beginAgain(groupIds));
  }

  async lags(groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const lagOf = (groupId: string) => patiently(() => this.kafka.doneWith(groupId, DONE_MS));
    return new Map(await Promise.all(groupIds.map(async (groupId) => [groupId, await lagOf(groupId)] as const)));
  }

  async close(): Promise<void> {
    await this.kafka.close();
  }
}
