import type { Sample, StoredMessage } from '@maru/ports';
import { Messages } from './rows.js';
import type { Statements } from './proxies.js';
import { findPage } from './statements.js';

type Place = Pick<StoredMessage, 'channelId' | 'messageSequence'>;

/** How far the replicas are behind what was committed here: asked for the newest message of each shard that this process has written. */
export class ReplicaDistance {
  private readonly newest = new Map<number, Place>();

  constructor(
    private readonly statements: Statements,
    private readonly shards: number,
  ) {}

  committed({ channelId, messageSequence }: Place): void {
    this.newest.set(channelId % this.shards, { channelId, messageSequence });
  }

  async read(): Promise<Sample[]> {
    return await Promise.all(
      [...this.newest].map(async ([shard, place]) => ({ value: await this.missing(place), labels: { shard: String(shard) } })),
    );
  }

  /** In messages of that channel. */
  private async missing({ channelId, messageSequence }: Place): Promise<number> {
    const values = [channelId, 1, messageSequence].map(BigInt);
    const [last] = Messages.parse(await this.statements.rows(findPage({ limit: 1, end: 'newest' }, 'replica'), values));
    return messageSequence - (last?.messageSequence ?? 0);
  }
}
