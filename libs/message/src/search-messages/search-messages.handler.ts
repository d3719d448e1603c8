import { FindMemberships, type Limits, SEARCH_PAGE, SearchMessagesQuery } from '@maru/contracts';
import { Answers, type ChannelHead, LIMITS, MessageStore, Queries } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { mustBeReadable } from '../history/readable.js';
import { viewOf } from '../message.frames.js';
import { decodeSearchCursor, encodeSearchCursor, type SearchCursor } from './search-cursor.js';

const DEFAULT_PAGE = 20;

type Asked = z.output<typeof SearchMessagesQuery.ask>;
type Answered = z.input<typeof SearchMessagesQuery.answer>;

/**
 * Looks from the end of each channel towards its beginning, the same number of messages into each, and no more than so many in all for one
 * request: however much somebody may read, a search costs the same, and its cursor leads to all of it.
 */
@Controller()
export class SearchMessagesHandler {
  constructor(
    private readonly queries: Queries,
    private readonly store: MessageStore,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Answers(SearchMessagesQuery)
  async search(asked: Asked): Promise<Answered> {
    const cursor = decodeSearchCursor(asked.cursor);
    const heads = await this.#heads(await this.#channelIds(asked), cursor.skipped);
    if (heads.length === 0) return { messages: [] };
    const affordable = Math.max(1, Math.floor(this.limits.searchedMessages / heads.length));
    const depth = Math.min(affordable, Math.max(1, cursor.within?.depth ?? affordable));
    const ranges = heads.map(({ channelId, lastMessageSequence }) => {
      const to = lastMessageSequence - cursor.skipped;
      return { channelId, from: Math.max(1, to - depth + 1), to };
    });
    const limit = Math.min(asked.limit ?? DEFAULT_PAGE, SEARCH_PAGE);
    const found = await this.store.search({ ranges, text: asked.query, before: cursor.within?.before, limit });
    const messages = found.map((message) => ({ channelId: { id: message.channelId }, ...viewOf(message, asked.person.userId) }));
    const isWhole = ranges.every(({ from }) => from === 1);
    const last = found.length === limit ? found.at(-1) : undefined;
    if (last === undefined && isWhole) return { messages };
    const next: SearchCursor =
      last === undefined ? { skipped: cursor.skipped + depth } : { skipped: cursor.skipped, within: { depth, before: last } };
    return { messages, cursor: encodeSearchCursor(next) };
  }

  /** Those that the user may read at this moment: the channel service knows. */
  async #channelIds({ person, channelId }: Asked): Promise<readonly number[]> {
    if (channelId === undefined) return (await this.queries.ask(FindMemberships, { userId: person.userId })).channelIds;
    await mustBeReadable(this.queries, person.userId, channelId);
    return [channelId];
  }

  /** Of the channels in which something is left to look into. */
  async #heads(channelIds: readonly number[], skipped: number): Promise<ChannelHead[]> {
    const heads = channelIds.length === 0 ? [] : await this.store.heads(channelIds);
    return heads.filter(({ lastMessageSequence }) => lastMessageSequence > skipped);
  }
}
