import { FindUnread } from '@maru/contracts';
import { Answers, MessageStore } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { viewOf } from '../message.frames.js';

@Controller()
export class FindUnreadHandler {
  constructor(private readonly store: MessageStore) {}

  /** Three statements, however many channels. The pointers come first: what is read later can only be further on, so nobody has read ahead. */
  @Answers(FindUnread)
  async find({ userId, channelIds }: z.output<typeof FindUnread.ask>): Promise<z.input<typeof FindUnread.answer>> {
    if (channelIds.length === 0) return { channels: [] };
    const pointers = new Map((await this.store.pointersOf(userId, channelIds)).map((pointer) => [pointer.channelId, pointer]));
    const heads = new Map((await this.store.heads(channelIds)).map((head) => [head.channelId, head]));
    const messages = new Map((await this.store.lastMessages(channelIds)).map((message) => [message.channelId, message]));
    const channels = channelIds.map((channelId) => {
      const message = messages.get(channelId);
      const lastMessageSequence = Math.max(heads.get(channelId)?.lastMessageSequence ?? 0, message?.messageSequence ?? 0);
      const lastReadMessageSequence = pointers.get(channelId)?.lastReadMessageSequence ?? lastMessageSequence;
      const state = { channelId, lastMessageSequence, lastReadMessageSequence };
      return message === undefined ? state : { ...state, lastMessage: viewOf(message, userId) };
    });
    return { channels };
  }
}
