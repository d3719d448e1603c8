/** Messages of one channel by their sequences, which have no holes: so a page is known before it is read, and can be checked. */
import { MessageStore, type StoredMessage } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { RECENT_MESSAGES, RecentMessages } from './recent-messages.js';

export interface Range {
  readonly from: number;
  readonly to: number;
}

@Injectable()
export class History {
  /** Many who ask for the same end of a channel at once share one read. */
  readonly #warming = new Map<string, Promise<StoredMessage[]>>();

  constructor(
    private readonly store: MessageStore,
    private readonly recent: RecentMessages,
  ) {}

  async lastMessageSequence(channelId: number): Promise<number> {
    const [head] = await this.store.heads([channelId]);
    return head?.lastMessageSequence ?? 0;
  }

  /** All of a range that ends at `last` or before it, ascending. */
  async read(channelId: number, { from, to }: Range, last: number): Promise<StoredMessage[]> {
    if (from > to) return [];
    const recentFrom = Math.max(1, last - RECENT_MESSAGES + 1);
    if (from < recentFrom) return await this.#stored(channelId, { from, to });
    const found = await this.recent.read(channelId, from, to);
    if (found !== undefined) return found;
    const recent = await this.#warm(channelId, { from: recentFrom, to: last });
    return recent.slice(from - recentFrom, to - recentFrom + 1);
  }

  async #warm(channelId: number, range: Range): Promise<StoredMessage[]> {
    const key = `${channelId}:${range.to}`;
    let warming = this.#warming.get(key);
    if (warming === undefined) {
      warming = this.#storedAndWarm(channelId, range).finally(() => this.#warming.delete(key));
      this.#warming.set(key, warming);
    }
    return await warming;
  }

  async #storedAndWarm(channelId: number, range: Range): Promise<StoredMessage[]> {
    const messages = await this.#stored(channelId, range);
    await this.recent.warm(channelId, messages);
    return messages;
  }

  async #stored(channelId: number, { from, to }: Range): Promise<StoredMessage[]> {
    const limit = to - from + 1;
    const messages = await this.store.messages({ channelId, from, to, limit, end: 'newest' });
    if (messages.length !== limit) throw new Error(`channel ${channelId} has ${messages.length} messages in ${from}..${to}`);
    return messages;
  }
}
