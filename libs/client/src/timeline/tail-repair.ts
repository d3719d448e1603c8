/**
 * Mends a hole between what was heard and what exists. There should be none, since a socket hears its channels without holes; where one shows
 * all the same, it is fetched after a moment in which it may have closed by itself.
 */
import { RESUME_REPLAY_MESSAGES } from '@maru/contracts';
import { type Clock, sleep } from '../clock.js';
import type { Emit } from '../events/maru-event.js';
import { toMaruError } from '../maru-error.js';
import { BackOff } from '../socket/back-off.js';
import type { History } from './history.js';
import type { Timelines } from './timelines.js';

const MOMENT_MS = 1_000;
/** After a failure. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 30_000;

export class TailRepair {
  readonly #torn = new Set<number>();
  #live = false;

  constructor(
    private readonly timelines: Timelines,
    private readonly history: History,
    private readonly clock: Clock,
    private readonly emit: Emit,
  ) {
    timelines.torn = (channelId) => this.#watch(channelId);
  }

  /** While messages are being resumed, holes are closing by themselves. */
  live(isLive: boolean): void {
    this.#live = isLive;
    if (isLive) for (const [channelId] of this.timelines.cursors()) if (this.#isTorn(channelId)) this.#watch(channelId);
  }

  #watch(channelId: number): void {
    if (!this.#live || this.#torn.has(channelId)) return;
    this.#torn.add(channelId);
    void this.#mend(channelId).finally(() => this.#torn.delete(channelId));
  }

  async #mend(channelId: number): Promise<void> {
    const backOff = new BackOff(this.clock, AGAIN_MS, AGAIN_MAX_MS);
    for (let waitMs: number | undefined = MOMENT_MS; waitMs !== undefined;) {
      await sleep(this.clock, waitMs);
      waitMs = await this.#attempt(channelId, backOff);
    }
  }

  /** Answers with how long to wait before the next one, where that may help. */
  async #attempt(channelId: number, backOff: BackOff): Promise<number | undefined> {
    try {
      while (this.#live && this.#isTorn(channelId)) {
        const { cursor = 0, head } = this.timelines.state(channelId);
        if (head - cursor > RESUME_REPLAY_MESSAGES) await this.#startAfresh(channelId, head);
        else await this.history.fillAfter(channelId, cursor);
        if (this.timelines.state(channelId).cursor === cursor) break; // what exists cannot be had yet: it will come by itself, or tear again
      }
      return undefined;
    } catch (thrown) {
      const error = toMaruError(thrown);
      this.emit({ type: 'error', error, about: 'FETCH_MESSAGES_REQUEST' });
      return error.retryable ? (error.retryAfterMs ?? backOff.next()) : undefined;
    }
  }

  async #startAfresh(channelId: number, head: number): Promise<void> {
    const wasRead = this.timelines.reset(channelId);
    this.timelines.apply(channelId, { type: 'known', lastMessageSequence: head });
    if (wasRead) await this.history.loadLatest(channelId);
  }

  #isTorn(channelId: number): boolean {
    const { cursor, head } = this.timelines.state(channelId);
    return cursor !== undefined && cursor < head;
  }
}
