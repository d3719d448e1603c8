import { Logger } from '@nestjs/common';
import type { TopicPartitionOffset } from 'kafkajs';

/** Commits what is done with: one request at a time, with the latest of each partition. One that fails is made good by the next. */
export class OffsetCommits {
  private waiting = new Map<string, TopicPartitionOffset>();
  private committing: Promise<void> | undefined;
  private readonly logger = new Logger(OffsetCommits.name);

  constructor(private readonly commit: (offsets: TopicPartitionOffset[]) => Promise<void>) {}

  add(key: string, offset: TopicPartitionOffset): void {
    this.waiting.set(key, offset);
    this.committing ??= this.run();
  }

  /** Of a partition that is another's now nothing is committed from here. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.waiting.keys()) if (!keys.has(key)) this.waiting.delete(key);
  }

  async flush(): Promise<void> {
    while (this.committing) await this.committing;
  }

  private async run(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const offsets = [...this.waiting.values()];
      this.waiting = new Map();
      try {
        await this.commit(offsets);
      } catch (error) {
        this.logger.warn(`offsets are not committed, so their records may come again: ${String(error)}`);
      }
    }
    this.committing = undefined;
  }
}
