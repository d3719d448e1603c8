import { ReplayMessages, RESUME_REPLAY_MESSAGES } from '@maru/contracts';
import { Answers, Queries, type StoredMessage } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { History } from '../history/history.js';
import { isReadable } from '../history/readable.js';
import { notifyMessage } from '../message.frames.js';
import { ToldPages } from './told-pages.js';

type Answer = z.input<typeof ReplayMessages.answer>;
const RESET: Answer = { reset: true, frames: [] };

@Controller()
export class ReplayMessagesHandler {
  /** Encoded once for all but its sender, as long as the message itself is kept in mind. */
  readonly #frames = new WeakMap<StoredMessage, string>();
  readonly #pages = new ToldPages();

  constructor(
    private readonly queries: Queries,
    private readonly history: History,
  ) {}

  /** A hole is never hidden: all that was missed, or the word to start afresh. */
  @Answers(ReplayMessages)
  async replay({ person, channelId, afterSequence }: z.output<typeof ReplayMessages.ask>): Promise<Answer> {
    if (!(await isReadable(this.queries, person.userId, channelId))) return RESET;
    const last = await this.history.lastMessageSequence(channelId);
    if (afterSequence > last || last - afterSequence > RESUME_REPLAY_MESSAGES) return RESET;
    const range = { from: afterSequence + 1, to: last };
    const told = this.#pages.find(channelId, range);
    if (told !== undefined && !told.senders.has(person.userId)) return { reset: false, frames: told.frames };
    const missed = await this.history.read(channelId, range, last);
    const frames = missed.map((message) => this.#frameOf(message, person.userId));
    const senders = new Set(missed.map(({ senderId }) => senderId));
    if (!senders.has(person.userId)) this.#pages.keep(channelId, range, { frames, senders });
    return { reset: false, frames };
  }

  #frameOf(message: StoredMessage, userId: number): string {
    if (message.senderId === userId) return notifyMessage(message, userId);
    const known = this.#frames.get(message);
    if (known !== undefined) return known;
    const frame = notifyMessage(message);
    this.#frames.set(message, frame);
    return frame;
  }
}
