/**
 * What those who come back to a channel are told one after the other, in the form for all but its senders. What stands at a sequence never
 * changes, so there is nothing to be forgotten in time. Bounded; what was looked at longest ago goes first.
 */
import { RECENT_MESSAGES } from '../history/recent-messages.js';
import type { Range } from '../history/history.js';

interface ToldPage {
  readonly frames: string[];
  readonly senders: ReadonlySet<number>;
}

const MOST_PAGES = 20;

export class ToldPages {
  readonly #pages = new Map<string, ToldPage>();

  get size(): number {
    return this.#pages.size;
  }

  find(channelId: number, range: Range): ToldPage | undefined {
    const key = keyOf(channelId, range);
    const page = this.#pages.get(key);
    if (page === undefined) return undefined;
    this.#pages.delete(key);
    this.#pages.set(key, page);
    return page;
  }

  /** A long one is not kept, nor an empty one. */
  keep(channelId: number, range: Range, page: ToldPage): void {
    if (page.frames.length === 0 || page.frames.length > RECENT_MESSAGES) return;
    this.#pages.set(keyOf(channelId, range), page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      this.#pages.delete(oldest);
    }
  }
}

function keyOf(channelId: number, { from, to }: Range): string {
  return `${channelId}/${from}-${to}`;
}
