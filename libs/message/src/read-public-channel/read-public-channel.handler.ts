import { DomainError, FindPublicChannel, ReadPublicChannel, type VisitedMessage } from '@maru/contracts';
import { Answers, MessageStore, Queries } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { History } from '../history/history.js';

@Controller()
export class ReadPublicChannelHandler {
  constructor(
    private readonly queries: Queries,
    private readonly history: History,
    private readonly store: MessageStore,
  ) {}

  @Answers(ReadPublicChannel)
  async read({ channelId, limit }: z.output<typeof ReadPublicChannel.ask>): Promise<{ messages: VisitedMessage[] }> {
    const { channel } = await this.queries.ask(FindPublicChannel, { channelId });
    if (channel === undefined) throw new DomainError('NOT_A_MEMBER');
    const last = await this.history.lastMessageSequence(channelId);
    const range = { from: Math.max(1, last - limit + 1), to: last };
    const [messages, extras] = await Promise.all([this.history.read(channelId, range, last), this.store.extrasOf(channelId, range)]);
    return {
      messages: messages.map(({ messageSequence, senderId, username, content, createdAt }) => {
        const said = { messageSequence, senderId, username, content, createdAt };
        const extra = extras.get(messageSequence);
        return extra === undefined ? said : { ...said, extra };
      }),
    };
  }
}
