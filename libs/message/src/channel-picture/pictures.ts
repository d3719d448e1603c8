/** The pictures of the channels that were written to last. Bounded by the readers in them: a channel of 20,000 weighs what 20,000 direct ones do. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, MessageStore, type MessageUnit, type StoredMessage, WriterConflict } from '@maru/ports';
import { MessageEnv } from '../message.env.js';
import { ChannelPicture } from './channel-picture.js';

@Injectable()
export class Pictures {
  /** The least recently used first. */
  readonly #kept = new Map<number, { picture: ChannelPicture; weight: number }>();
  #weight = 0;

  constructor(
    private readonly store: MessageStore,
    @Inject(ENV) private readonly env: MessageEnv,
  ) {}

  peek(channelId: number): ChannelPicture | undefined {
    return this.#kept.get(channelId)?.picture;
  }

  /** What a batch needs beside the pictures that are there: read before its unit of work. */
  async lastMessages(channelIds: readonly number[]): Promise<readonly StoredMessage[]> {
    return channelIds.length === 0 ? [] : await this.store.lastMessages(channelIds);
  }

  /** One statement each for heads and readers, however many channels. Kept only by `keep`, after the commit. */
  async load(
    unit: MessageUnit,
    channelIds: readonly number[],
    lastMessages: readonly StoredMessage[],
  ): Promise<Map<number, ChannelPicture>> {
    const pictures = new Map<number, ChannelPicture>();
    if (channelIds.length === 0) return pictures;
    const last = new Map(lastMessages.map((message) => [message.channelId, message]));
    for (const head of await unit.heads(channelIds)) {
      const message = last.get(head.channelId);
      // Not the message that the head means: somebody has written in between, or a replica is late. Its time would be too early.
      if ((message?.messageSequence ?? 0) !== head.lastMessageSequence) throw new WriterConflict([head.channelId]);
      pictures.set(head.channelId, new ChannelPicture(head, message?.createdAt ?? 0));
    }
    if (pictures.size > 0) {
      for (const { channelId, userId, username, lastReadMessageSequence, member } of await unit.readers([...pictures.keys()]))
        pictures.get(channelId)?.put(userId, { username, lastRead: lastReadMessageSequence, member });
    }
    return pictures;
  }

  keep(channelId: number, picture: ChannelPicture): void {
    this.#drop(channelId);
    const weight = 1 + picture.size;
    this.#kept.set(channelId, { picture, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.env.MARU_PICTURE_READERS || oldest === channelId) break;
      this.#drop(oldest);
    }
  }

  forget(channelIds: Iterable<number>): void {
    for (const channelId of channelIds) this.#drop(channelId);
  }

  #drop(channelId: number): void {
    const kept = this.#kept.get(channelId);
    if (kept === undefined) return;
    this.#kept.delete(channelId);
    this.#weight -= kept.weight;
  }
}
