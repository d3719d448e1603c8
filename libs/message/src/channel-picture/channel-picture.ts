/** What the writer of a channel keeps in mind of it: enough to judge and number a message without asking the database. */
import type { ChannelHead, ChannelReader } from '@maru/ports';

export interface Reader {
  readonly username: string;
  readonly lastRead: number;
  /** False: a quit view of a direct channel, which keeps its pointer. */
  readonly member: boolean;
}

export class ChannelPicture {
  readonly #readers = new Map<number, Reader>();
  #members = 0;

  constructor(
    public head: ChannelHead,
    /** Of the last message: times of a channel never go back. */
    public lastCreatedAt: number,
    readers: readonly ChannelReader[] = [],
  ) {
    for (const { userId, username, lastReadMessageSequence, member } of readers)
      this.put(userId, { username, lastRead: lastReadMessageSequence, member });
  }

  reader(userId: number): Reader | undefined {
    return this.#readers.get(userId);
  }

  put(userId: number, reader: Reader | undefined): void {
    if (this.#readers.get(userId)?.member === true) this.#members--;
    if (reader === undefined) this.#readers.delete(userId);
    else this.#readers.set(userId, reader);
    if (reader?.member === true) this.#members++;
  }

  get members(): number {
    return this.#members;
  }

  /** What it costs to keep. */
  get size(): number {
    return this.#readers.size;
  }
}
