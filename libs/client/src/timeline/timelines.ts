/** The timelines of all channels: keeps their states, tells what is new in them, and bounds the memory of all together. */
import type { Account } from '../account.js';
import type { Emit } from '../events/maru-event.js';
import type { Settings } from '../settings.js';
import { newsOf, timeline, type TimelineEvent } from './timeline.js';
import { emptyTimeline, type TimelineState } from './timeline-state.js';

/** What a timeline that nobody looks at is cut to when memory is short. */
const SHRUNK_TO = 50;

export class Timelines {
  /** The one that changed last is the last. */
  readonly #states = new Map<number, TimelineState>();
  #messages = 0;
  /** A message of mine has its place: it need not be sent again. */
  settled: (clientMessageId: string) => void = () => undefined;
  /** There is a hole between what is heard and what exists. */
  torn: (channelId: number) => void = () => undefined;

  constructor(
    private readonly emit: Emit,
    private readonly account: Account,
    private readonly settings: Pick<Settings, 'timelineMessages' | 'cachedMessages'>,
  ) {}

  state(channelId: number): TimelineState {
    return this.#states.get(channelId) ?? emptyTimeline(this.settings.timelineMessages);
  }

  apply(channelId: number, event: TimelineEvent): void {
    const before = this.state(channelId);
    const after = timeline(before, event);
    this.#keep(channelId, before, after);
    if (after === before) return;
    const settled = before.pending.filter((entry) => event.type !== 'discarded' && isMissing(entry.clientMessageId, after));
    for (const { clientMessageId } of settled) this.settled(clientMessageId);
    this.emit({ type: 'timeline', channelId });
    for (const message of newsOf(before, event, after)) {
      this.emit({ type: 'message', channelId, message, mine: this.account.isMe(message.username) });
    }
    if (after.cursor !== undefined && after.cursor < after.head) this.torn(channelId);
    this.#bound(channelId);
  }

  /** How far each channel has been heard: what RESUME asks with. */
  cursors(): readonly (readonly [channelId: number, messageSequence: number])[] {
    return [...this.#states].flatMap(([channelId, { cursor }]) => (cursor === undefined ? [] : [[channelId, cursor] as const]));
  }

  /** Begins afresh. Whether messages were held, which somebody may be reading. */
  reset(channelId: number): boolean {
    const wasRead = this.state(channelId).sent.length > 0;
    this.apply(channelId, { type: 'reset' });
    this.emit({ type: 'reset', channelId });
    return wasRead;
  }

  /** Not my channel any more. What I wrote there and could not send stays. */
  leave(channelId: number): void {
    if (!this.#states.has(channelId)) return;
    this.apply(channelId, { type: 'reset' });
    if (this.state(channelId).pending.length === 0) this.#states.delete(channelId);
  }

  #keep(channelId: number, before: TimelineState, after: TimelineState): void {
    this.#messages += after.sent.length - before.sent.length;
    this.#states.delete(channelId);
    this.#states.set(channelId, after);
  }

  #bound(latest: number): void {
    for (const [channelId, state] of this.#states) {
      if (this.#messages <= this.settings.cachedMessages) return;
      if (channelId !== latest && state.sent.length > SHRUNK_TO) {
        const after = timeline(state, { type: 'shrunk', to: SHRUNK_TO });
        this.#messages += after.sent.length - state.sent.length;
        this.#states.set(channelId, after);
        this.emit({ type: 'timeline', channelId });
      }
    }
  }
}

function isMissing(clientMessageId: string, { pending }: TimelineState): boolean {
  return !pending.some((entry) => entry.clientMessageId === clientMessageId);
}
