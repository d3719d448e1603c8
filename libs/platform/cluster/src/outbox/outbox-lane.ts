import { allTopics } from '@maru/contracts';
import { type Clock, tracing } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Told } from './outgoing-buffer.js';
import type { OutboxTarget } from './outbox-target.js';
import { outside } from './outside.js';
import type { WireRecord } from '../bus/wire-record.js';

const BACK_OFF_MS = 20;
const MAX_BACK_OFF_MS = 5_000;

export interface OutboxRow {
  readonly id: number;
  readonly told: Told;
}

/** Rows of a unit that are written, and not yet known to be committed. What has a greater id waits for their end. */
export interface WrittenRows {
  /** Resolves when they are published, or when it is known that they cannot be at the moment. */
  committed(): Promise<void>;
  dropped(): void;
}

interface Queued extends OutboxRow {
  isCommitted: boolean;
  tried: () => void;
}

const FACTS: ReadonlySet<string> = new Set(allTopics.filter(({ kind }) => kind === 'events').map(({ name }) => name));
const isFact = ({ topic }: WireRecord) => FACTS.has(topic);
const nobodyWaits = () => undefined;

/**
 * Rows of one outbox, published one after the other in the order of their ids. A unit that saw another one's commit wrote its row behind it,
 * so this is the order of the commits wherever anybody could tell.
 */
export class OutboxLane {
  private readonly queue: Queued[] = [];
  private running = false;
  private failures = 0;
  private held = false;
  private closed = false;
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly target: OutboxTarget,
    private readonly clock: Clock,
    private readonly onPublished: (id: number) => void,
  ) {}

  expect(rows: readonly OutboxRow[]): WrittenRows {
    const queued = rows.map((row) => this.enqueue(row));
    return {
      committed: async () => void (await Promise.all(queued.map((row) => this.commit(row)))),
      dropped: () => {
        for (const row of queued) this.queue.splice(this.queue.indexOf(row), 1);
        this.start();
      },
    };
  }

  /** A row that is known to be committed. */
  add(row: OutboxRow): Promise<void> {
    return this.commit(this.enqueue(row));
  }

  /** Publishes nothing until `release`. */
  hold(): void {
    this.held = true;
  }

  /** Resolves when all that waited has been tried. A lane that is not held is not waited for: its rows have units that wait for them. */
  release(): Promise<void> {
    if (!this.held) return Promise.resolve();
    this.held = false;
    this.start();
    const last = this.queue.findLast(({ isCommitted }) => isCommitted);
    return last ? new Promise((resolve) => void (last.tried = resolve)) : Promise.resolve();
  }

  close(): void {
    this.closed = true;
    this.tellTried();
  }

  private enqueue({ id, told }: OutboxRow): Queued {
    const row = { id, told, isCommitted: false, tried: nobodyWaits };
    const before = this.queue.findLastIndex((other) => other.id < id);
    this.queue.splice(before + 1, 0, row);
    return row;
  }

  private commit(row: Queued): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    row.isCommitted = true;
    row.tried = resolve;
    if (this.held || this.failures > 0 || this.closed) resolve();
    this.start();
    return promise;
  }

  private start(): void {
    if (this.running || this.held || this.closed) return;
    this.running = true;
    outside(() => void this.run());
  }

  private async run(): Promise<void> {
    for (let next = this.queue[0]; next?.isCommitted && !this.closed; next = this.queue[0]) {
      try {
        await this.tell(next.told);
        this.failures = 0;
        this.queue.splice(this.queue.indexOf(next), 1);
        this.onPublished(next.id);
        next.tried();
      } catch (error) {
        this.failures++;
        this.logger.warn(`row ${next.id} could not be published (${this.failures}): ${String(error)}`);
        this.tellTried();
        await this.clock.sleep(Math.min(MAX_BACK_OFF_MS, BACK_OFF_MS * 2 ** (this.failures - 1)));
      }
    }
    this.running = false;
  }

  /** Commands first: what an answer makes somebody ask for must come behind them. Nobody can tell where a fact stands, so facts go beside the deliveries. */
  private async tell({ records, deliveries, traceparent }: Told): Promise<void> {
    const [facts, commands] = [records.filter(isFact), records.filter((record) => !isFact(record))];
    if (commands.length > 0) await this.target.send(commands);
    await tracing.run(traceparent, () => this.target.deliver(deliveries, facts));
  }

  private tellTried(): void {
    for (const { tried } of this.queue) tried();
  }
}
