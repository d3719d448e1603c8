/** Cut by one number: all channels of a partition lie on one shard, because there are partitions for a multiple of the shards. */
export class Shards {
  constructor(private readonly count: number) {}

  /** A transaction over two shards would be two transactions. */
  mustBeWith(partition: number, channelIds: readonly number[]): void {
    const shard = partition % this.count;
    const stranger = channelIds.find((channelId) => channelId % this.count !== shard);
    if (stranger !== undefined) throw new Error(`channel ${stranger} is not on the shard of partition ${partition}`);
  }
}
