import { FetchMessagesQuery, type Limits } from '@maru/contracts';
import { Answers, LIMITS, Queries } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { History } from '../history/history.js';
import { mustBeReadable } from '../history/readable.js';
import { viewOf } from '../message.frames.js';
import { cutPage } from './cut-page.js';
import { messageRange } from './message-range.js';

@Controller()
export class FetchMessagesHandler {
  constructor(
    private readonly queries: Queries,
    private readonly history: History,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Answers(FetchMessagesQuery)
  async fetch(asked: z.output<typeof FetchMessagesQuery.ask>): Promise<z.input<typeof FetchMessagesQuery.answer>> {
    const { person, channelId } = asked;
    await mustBeReadable(this.queries, person.userId, channelId);
    const last = await this.history.lastMessageSequence(channelId);
    const range = messageRange(asked, last, this.limits.historyPage);
    const messages = await this.history.read(channelId, range, last);
    const views = messages.map((message) => viewOf(message, person.userId));
    return { channelId: { id: channelId }, messages: cutPage(views, asked.after === undefined ? 'newest' : 'oldest') };
  }
}
