import type { Cancel, Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Offsets, TopicPartitionOffset } from 'kafkajs';

const TRY_AGAIN_MS = 200;
/** A commit costs a broker as much as a record. What is done meanwhile is committed together; a crash in between has it handled once more. */
const REST_MS = 100;

/** Commits what is done with: at once, then one request a while, with the latest of each partition. */
export class OffsetCommits {
  private waiting = new Map<string, TopicPartitionOffset>();
  private committing: Promise<void> | undefined;
  private generation = 0;
  private isFailing = false;
  private isEnding = false;
  private endRest = () => undefined as void;
  private readonly logger = new Logger(OffsetCommits.name);

  constructor(
    private readonly clock: Clock,
    private readonly commit: (offsets: Offsets) => Promise<void>,
  ) {}

  add(key: string, offset: TopicPartitionOffset): void {
    this.waiting.set(key, offset);
    this.committing ??= this.run();
  }

  /** The group has been formed anew: what was meant for the former one would take back what others have committed since. */
  forget(): void {
    this.waiting.clear();
    this.generation++;
  }

  /** Once more, for what waits. */
  async flush(): Promise<void> {
    this.isEnding = true;
    this.endRest();
    await this.committing;
  }

  private async run(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const { generation, waiting } = this;
      this.waiting = new Map();
      try {
        await this.commit(offsetsOf([...waiting.values()]));
        this.isFailing = false;
        await this.rest();
      } catch (error) {
        if (!this.isFailing) this.logger.warn(`offsets are not committed, so their records may come again: ${String(error)}`);
        this.isFailing = true;
        if (this.isEnding) break;
        await this.clock.sleep(TRY_AGAIN_MS);
        if (generation === this.generation) this.waiting = new Map([...waiting, ...this.waiting]);
      }
    }
    this.committing = undefined;
  }

  private async rest(): Promise<void> {
    if (this.isEnding) return;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const cancel: Cancel = this.clock.after(REST_MS, resolve);
    this.endRest = resolve;
    await over;
    cancel();
  }
}

function offsetsOf(all: readonly TopicPartitionOffset[]): Offsets {
  const topics = [...new Set(all.map(({ topic }) => topic))];
  return {
    topics: topics.map((topic) => ({
      topic,
      partitions: all.filter((one) => one.topic === topic).map(({ partition, offset }) => ({ partition, offset })),
    })),
  };
}
