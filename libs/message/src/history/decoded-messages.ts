/**
 * What entries of the cache say, decoded and checked once for all who read them. Found by their very text: an entry that was changed is another one,
 * so there is nothing to be forgotten in time. Bounded; what was looked at longest ago goes first.
 */
import { Sequence, Time } from '@maru/contracts';
import type { StoredMessage } from '@maru/ports';
import { z } from 'zod';

const Recent = z.object({
  channelId: z.int(),
  messageSequence: Sequence,
  senderId: z.int(),
  username: z.string(),
  content: z.string(),
  clientMessageId: z.string(),
  chosenByClient: z.boolean(),
  createdAt: Time,
});

/** Twenty channels' worth. */
const MOST = 1_000;

export class DecodedMessages {
  readonly #byText = new Map<string, StoredMessage>();

  constructor(private readonly most = MOST) {}

  get size(): number {
    return this.#byText.size;
  }

  /** The same message for the same text as long as it is kept in mind; undefined where it says none. Throws where it is no JSON. */
  decode(text: string): StoredMessage | undefined {
    const known = this.#byText.get(text);
    if (known !== undefined) {
      this.#byText.delete(text);
      this.#byText.set(text, known);
      return known;
    }
    const { data } = Recent.safeParse(JSON.parse(text));
    if (data === undefined) return undefined;
    this.#byText.set(text, data);
    for (const oldest of this.#byText.keys()) {
      if (this.#byText.size <= this.most) break;
      this.#byText.delete(oldest);
    }
    return data;
  }
}
