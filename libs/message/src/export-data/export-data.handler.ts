import { ExportMessageData, FindMemberships } from '@maru/contracts';
import { Answers, MessageStore, Queries, type StoredMessage } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';

const PAGE = 1_000;

@Controller()
export class ExportDataHandler {
  constructor(
    private readonly store: MessageStore,
    private readonly queries: Queries,
  ) {}

  /** What one person wrote, wherever it was, and how far he has read in the channels that he wrote in or belongs to. */
  @Answers(ExportMessageData)
  async export({ userId }: z.output<typeof ExportMessageData.ask>): Promise<z.input<typeof ExportMessageData.answer>> {
    const written = await this.#writtenBy(userId);
    const { channelIds } = await this.queries.ask(FindMemberships, { userId });
    const channels = new Set([...channelIds, ...written.map(({ channelId }) => channelId)]);
    const pointers = channels.size === 0 ? [] : await this.store.pointersOf(userId, [...channels]);
    const messages = written.map(({ channelId, messageSequence, content, clientMessageId, chosenByClient, createdAt }) => {
      const message = { channelId, messageSequence, content, createdAt };
      return chosenByClient ? { ...message, clientMessageId } : message;
    });
    const readPointers = pointers.map(({ channelId, lastReadMessageSequence, member }) => ({ channelId, lastReadMessageSequence, member }));
    return { service: 'message', records: { messages, readPointers } };
  }

  async #writtenBy(userId: number): Promise<StoredMessage[]> {
    const written: StoredMessage[] = [];
    for (;;) {
      const { channelId = 0, messageSequence = 0 } = written.at(-1) ?? {};
      const page = await this.store.messagesBy(userId, { channelId, messageSequence }, PAGE);
      written.push(...page);
      if (page.length < PAGE) return written;
    }
  }
}
