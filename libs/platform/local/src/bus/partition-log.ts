import type { Lane } from './lane.js';
import type { Receipt, WireRecord } from './wire-record.js';

interface Publisher {
  readonly record: WireRecord;
  readonly receipt: Receipt;
  readonly appended: () => void;
  readonly refused: (error: Error) => void;
}

/** One partition of one topic: what is appended goes to the lane of each group, in one order for all. */
export class PartitionLog {
  private readonly lanes = new Map<string, Lane>();
  private readonly publishers: Publisher[] = [];
  private nextOffset = 0;

  constructor(private readonly topic: string) {}

  get groups(): Iterable<Lane> {
    return this.lanes.values();
  }

  laneOf(group: string): Lane | undefined {
    return this.lanes.get(group);
  }

  addLane(group: string, lane: Lane): void {
    this.lanes.set(group, lane);
  }

  /** Waits where a group is far behind. Whoever waits is not overtaken. */
  append(record: WireRecord, receipt: Receipt): Promise<void> | undefined {
    const full = this.fullLane();
    if (this.publishers.length === 0 && !full) {
      this.put(record, receipt);
      return undefined;
    }
    if (full && !full.isAttached) return Promise.reject(this.nobody);
    return new Promise((appended, refused) => void this.publishers.push({ record, receipt, appended, refused }));
  }

  /** Called when a lane has got on, or its group has gone. */
  letIn(): void {
    let full = this.fullLane();
    let count = 0;
    for (const { record, receipt, appended } of this.publishers) {
      if (full) break;
      this.put(record, receipt);
      appended();
      count++;
      full = this.fullLane();
    }
    // At once: taking them one by one from the front of a long list is what a flood would be made of.
    this.publishers.splice(0, count);
    if (full && !full.isAttached) this.refuseWaiting(this.nobody);
  }

  refuseWaiting(reason: Error): void {
    for (const { refused } of this.publishers.splice(0)) refused(reason);
  }

  private get nobody(): Error {
    return new Error(`nobody takes ${this.topic}, and too much waits`);
  }

  private fullLane(): Lane | undefined {
    for (const lane of this.lanes.values()) if (lane.isFull) return lane;
    return undefined;
  }

  private put(record: WireRecord, receipt: Receipt): void {
    const offset = this.nextOffset++;
    for (const lane of this.lanes.values()) lane.add(record, offset, receipt);
  }
}
