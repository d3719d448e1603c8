import type { KafkaMessage } from 'kafkajs';

export interface LaneEnd {
  readonly batchSize: number;
  /**
   * Handles the first of these records. Resolves with how many of them are done with, for good or in the dead topic: 0 where the lane is
   * no longer to go on.
   */
  handle(batch: readonly KafkaMessage[], goesOn: () => boolean): Promise<number>;
  /** Resolves when the next batch may begin: behind one that took so long, of a partition that is busy. */
  rest?(tookMs: number): Promise<void>;
  /** Records below this offset are done with. */
  done(offset: number): void;
  /** There is room again. */
  drained(): void;
}

/** Full, it lets no more in until half of that has gone: the other half must last until the next ones are there. */
const MOST_WAITING = 4_000;

/** One partition in the hand of one consumer: records are handled in their order, one batch after the other, beside the other partitions. */
export class PartitionLane {
  private waiting: KafkaMessage[] = [];
  private running: Promise<void> | undefined;
  /** The first record that was not handled here. */
  private next = 0;
  private isOurs = true;
  private generation = 0;
  private stopped = false;
  private full = false;

  constructor(private readonly end: LaneEnd) {}

  get nextOffset(): number {
    return this.next;
  }

  get isBusy(): boolean {
    return this.running !== undefined;
  }

  /** True while more would be too much. */
  offer(messages: readonly KafkaMessage[]): boolean {
    this.waiting.push(...messages);
    this.full = this.waiting.length >= MOST_WAITING;
    this.start();
    return this.full;
  }

  /**
   * The group has been formed anew, and what was not committed is offered again, here or to another. What is under way is finished all the
   * same, before anything else, but is neither gone on with nor committed: others may be far ahead of it.
   */
  reset(isOurs: boolean): void {
    this.waiting = [];
    this.full = false;
    this.isOurs = isOurs;
    this.generation++;
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting = [];
    await this.running;
  }

  private get goesOn(): boolean {
    return this.isOurs && !this.stopped;
  }

  private start(): void {
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    await Promise.resolve();
    for (let batch = this.take(); batch.length > 0; batch = this.take()) {
      const { generation } = this;
      const beganAt = performance.now();
      const isOfNow = () => generation === this.generation;
      const done = await this.end.handle(batch, () => this.goesOn && isOfNow());
      const last = batch[done - 1];
      if (last) this.next = Number(last.offset) + 1;
      if (!isOfNow()) continue;
      if (last && this.isOurs) this.end.done(this.next);
      if (done < batch.length && this.goesOn) this.waiting.unshift(...batch.slice(done));
      if (this.gathers(batch)) await this.end.rest?.(performance.now() - beganAt);
    }
    this.running = undefined;
  }

  /**
   * Where records come faster than batches are done, more of them in each cost less: everything that a batch asks of others it asks once. One that
   * came alone has nobody behind it, and a full one needs no more.
   */
  private gathers(batch: readonly KafkaMessage[]): boolean {
    return batch.length > 1 && this.waiting.length < this.end.batchSize && this.goesOn;
  }

  /** Records that were done with before the group was formed anew are passed over, and committed now. */
  private take(): KafkaMessage[] {
    const known = this.waiting.findIndex(({ offset }) => Number(offset) >= this.next);
    const passedOver = this.waiting.splice(0, known === -1 ? this.waiting.length : known);
    if (passedOver.length > 0 && this.isOurs) this.end.done(this.next);
    const batch = this.goesOn ? this.waiting.splice(0, this.end.batchSize) : [];
    if (this.full && this.waiting.length < MOST_WAITING / 2) {
      this.full = false;
      this.end.drained();
    }
    return batch;
  }
}
