/** Fetches what a timeline lacks. The same page is asked for once, however many want it. */
import type { RequestFrame } from '@maru/contracts';
import type { Ask } from '../requests/ask.js';
import type { Settings } from '../settings.js';
import { find } from './timeline-state.js';
import type { Timelines } from './timelines.js';

type Page = Omit<RequestFrame<'FETCH_MESSAGES_REQUEST'>, 'type' | 'channelId' | 'requestId'>;

export class History {
  readonly #underWay = new Map<string, Promise<number>>();

  constructor(
    private readonly timelines: Timelines,
    private readonly ask: Ask,
    private readonly settings: Pick<Settings, 'pageMessages'>,
  ) {}

  /** The last page, and from now on the end is where one reads. */
  async loadLatest(channelId: number): Promise<void> {
    this.#read(channelId, undefined);
    await this.#fetch(channelId, { limit: this.settings.pageMessages });
  }

  /** The page below this sequence. Answers with the number of messages in it. */
  async loadBefore(channelId: number, messageSequence: number): Promise<number> {
    if (messageSequence <= 1) return 0;
    this.#read(channelId, messageSequence);
    return this.#fetch(channelId, { before: messageSequence, limit: this.settings.pageMessages });
  }

  /** The page above this sequence. */
  async loadAfter(channelId: number, messageSequence: number): Promise<number> {
    const { head } = this.timelines.state(channelId);
    this.#read(channelId, messageSequence + this.settings.pageMessages >= head ? undefined : messageSequence);
    return this.fillAfter(channelId, messageSequence);
  }

  /** The same for the client's own sake: nobody reads there. */
  fillAfter(channelId: number, messageSequence: number): Promise<number> {
    return this.#fetch(channelId, { after: messageSequence, limit: this.settings.pageMessages });
  }

  /** The page with this sequence in its middle. Whether there is such a message. */
  async loadAround(channelId: number, messageSequence: number): Promise<boolean> {
    const half = Math.floor(this.settings.pageMessages / 2);
    this.#read(channelId, messageSequence);
    const range = { startMessageSequence: Math.max(1, messageSequence - half), endMessageSequence: messageSequence + half };
    await this.#fetch(channelId, range);
    // A page that is too big in bytes loses its oldest, which may be the one that was wanted.
    if (!this.#has(channelId, messageSequence))
      await this.#fetch(channelId, { startMessageSequence: messageSequence, endMessageSequence: messageSequence });
    return this.#has(channelId, messageSequence);
  }

  #has(channelId: number, messageSequence: number): boolean {
    return find(this.timelines.state(channelId).sent, messageSequence) !== undefined;
  }

  #read(channelId: number, at: number | undefined): void {
    if (this.timelines.state(channelId).anchor !== at) this.timelines.apply(channelId, { type: 'reading', at });
  }

  #fetch(channelId: number, page: Page): Promise<number> {
    const key = JSON.stringify([channelId, page]);
    const known = this.#underWay.get(key);
    if (known !== undefined) return known;
    const fetching = this.#page(channelId, page).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, fetching);
    return fetching;
  }

  async #page(channelId: number, page: Page): Promise<number> {
    const { messages } = await this.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId, ...page });
    this.timelines.apply(channelId, { type: 'fetched', messages });
    return messages.length;
  }
}
