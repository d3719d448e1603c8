import type { Delivered } from '@maru/contracts';
import type { Clock } from '@maru/ports';
import type { WireRecord } from '../bus/wire-record.js';
import { OutboxLane } from './outbox-lane.js';
import type { Told } from './outgoing-buffer.js';

export interface OutboxRow {
  readonly id: number;
  readonly partition: number;
  readonly told: Told;
}

export interface OutboxTarget {
  /** `handled` resolves when each group has handled the records: until then a crash would lose them. */
  send(records: readonly WireRecord[]): Promise<{ readonly handled: Promise<void> }>;
  deliver(deliveries: readonly Delivered[]): Promise<void>;
}

/** All rows of a partition up to this id may be deleted. */
export interface Handled {
  readonly partition: number;
  readonly through: number;
}

const DELETE_AFTER_MS = 1_000;

/**
 * What committed units tell. A row stays in its table until everybody has handled its records and those before it; so the records that come
 * again after a crash are the last ones of each group, in their order, and lead to the same end. The next unit deletes the rows, or `onIdle`.
 */
export class Outbox {
  private readonly lanes = new Map<number, OutboxLane>();
  private readonly deleted = new Map<number, number>();
  private held = false;
  private deletionIsDue = false;

  constructor(
    private readonly target: OutboxTarget,
    private readonly clock: Clock,
    private readonly onIdle: () => void,
  ) {}

  /** Rows of an earlier process. Until `recover` nothing is published, so that they are the first. */
  hold(leftovers: readonly OutboxRow[]): void {
    this.held = leftovers.length > 0;
    for (const row of leftovers) void this.publish(row);
  }

  async recover(): Promise<void> {
    this.held = false;
    await Promise.all([...this.lanes.values()].map((lane) => lane.release()));
  }

  /** Called in the order of the commits. Resolves when the row is published, or when it is known that it must wait. */
  publish(row: OutboxRow): Promise<void> {
    return this.laneOf(row.partition).add(row);
  }

  handled(): Handled[] {
    const handled: Handled[] = [];
    for (const [partition, { handledThrough }] of this.lanes) {
      if (handledThrough > (this.deleted.get(partition) ?? 0)) handled.push({ partition, through: handledThrough });
    }
    return handled;
  }

  forget(handled: readonly Handled[]): void {
    for (const { partition, through } of handled) this.deleted.set(partition, through);
  }

  close(): void {
    for (const lane of this.lanes.values()) lane.close();
  }

  private laneOf(partition: number): OutboxLane {
    const known = this.lanes.get(partition);
    if (known) return known;
    const lane = new OutboxLane(this.target, this.clock, () => this.deleteSoon(), this.held);
    this.lanes.set(partition, lane);
    return lane;
  }

  private deleteSoon(): void {
    if (this.deletionIsDue) return;
    this.deletionIsDue = true;
    this.clock.after(DELETE_AFTER_MS, () => {
      this.deletionIsDue = false;
      if (this.handled().length > 0) this.onIdle();
    });
  }
}
