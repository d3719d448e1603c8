/** Fetches a state one time after another, never twice at once; whoever wants it fresh gets a fetch that began after the wish. */
import { type Clock, sleep } from '../clock.js';
import { UnansweredError } from '../maru-error.js';

const AGAIN_MS = 5_000;

export class Refetch {
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(private readonly fetch: () => Promise<void>) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  fresh(): Promise<void> {
    this.#next ??= this.#after(this.#running);
    return this.#next;
  }

  /** The same, over again as long as nobody answers: an interruption does not end the wish. */
  async untilHere(clock: Clock): Promise<void> {
    for (;;) {
      try {
        return await this.fresh();
      } catch (error) {
        if (!(error instanceof UnansweredError)) throw error;
        await sleep(clock, AGAIN_MS);
      }
    }
  }

  /** Done when nothing more is under way, however it went. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#next ?? this.#running]);
  }

  async #after(running: Promise<void> | undefined): Promise<void> {
    await Promise.allSettled([running]);
    this.#next = undefined;
    this.#running = this.fetch().finally(() => (this.#running = undefined));
    return this.#running;
  }
}
