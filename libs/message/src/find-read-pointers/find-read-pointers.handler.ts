import { FindReadPointers } from '@maru/contracts';
import { Answers, MessageStore } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';

@Controller()
export class FindReadPointersHandler {
  constructor(private readonly store: MessageStore) {}

  /** Who has no pointer yet has joined just now, and has read all. */
  @Answers(FindReadPointers)
  async find({ channelId, userIds }: z.output<typeof FindReadPointers.ask>): Promise<z.input<typeof FindReadPointers.answer>> {
    const readers = userIds.length === 0 ? [] : await this.store.readersOf(channelId, userIds);
    const [head] = await this.store.heads([channelId]);
    const lastMessageSequence = head?.lastMessageSequence ?? 0;
    const known = new Map(readers.map((reader) => [reader.userId, reader.lastReadMessageSequence]));
    const pointers = userIds.map((userId) => ({ userId, lastReadMessageSequence: known.get(userId) ?? lastMessageSequence }));
    return { lastMessageSequence, pointers };
  }
}
