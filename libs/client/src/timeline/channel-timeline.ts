/** The timeline of one channel, as a program sees it. Changes are told by the event `timeline`. */
import type { History } from './history.js';
import { type Gap, gapsOf, type TimelineEntry } from './timeline-state.js';
import type { Timelines } from './timelines.js';

export class ChannelTimeline {
  constructor(
    readonly channelId: number,
    private readonly timelines: Timelines,
    private readonly history: History,
  ) {}

  /** Messages by sequence, then my own that are not confirmed, in the order of sending. */
  get entries(): readonly TimelineEntry[] {
    const { sent, pending } = this.timelines.state(this.channelId);
    return [...sent, ...pending];
  }

  /** What exists and is not among the entries, ascending. A view shows it or fills it: `loadBefore(to + 1)` from above, `loadAfter(from - 1)` from below. */
  get gaps(): readonly Gap[] {
    return gapsOf(this.timelines.state(this.channelId));
  }

  /** Whether there is anything above the first entry. */
  get hasOlder(): boolean {
    return this.gaps[0]?.from === 1;
  }

  /** The last page: for opening a channel, and for going back to its end. */
  loadLatest(): Promise<void> {
    return this.history.loadLatest(this.channelId);
  }

  /** One page above the first entry. Whether there is more above it. */
  async loadOlder(): Promise<boolean> {
    const first = this.timelines.state(this.channelId).sent[0];
    if (first === undefined) await this.loadLatest();
    else await this.loadBefore(first.messageSequence);
    return this.hasOlder;
  }

  loadBefore(messageSequence: number): Promise<number> {
    return this.history.loadBefore(this.channelId, messageSequence);
  }

  loadAfter(messageSequence: number): Promise<number> {
    return this.history.loadAfter(this.channelId, messageSequence);
  }

  /** The page around a message, to jump to. Whether there is such a message. */
  loadAround(messageSequence: number): Promise<boolean> {
    return this.history.loadAround(this.channelId, messageSequence);
  }
}
