/**
 * The last 50 messages of a channel that somebody reads, in the key-value store. Never the truth: it is filled after commits, so the newest may
 * be missing, and a reader takes from it only what is whole. A store that fails is a miss.
 */
import { type Counter, ENV, KeyValue, Lifecycle, Metrics, type StoredMessage } from '@maru/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { MessageEnv } from '../message.env.js';
import { DecodedMessages } from './decoded-messages.js';

export const RECENT_MESSAGES = 50;
/** Appends that may be on their way at once. One that is left out only costs its readers a miss. */
const MAX_APPENDS = 1_000;

@Injectable()
export class RecentMessages {
  readonly #log = new Logger(RecentMessages.name);
  readonly #reads: Counter;
  readonly #appends = new Set<Promise<void>>();
  readonly #decoded = new DecodedMessages();

  constructor(
    private readonly keyValue: KeyValue,
    @Inject(ENV) private readonly env: MessageEnv,
    metrics: Metrics,
    lifecycle: Lifecycle,
  ) {
    this.#reads = metrics.counter('maru_recent_reads_total', 'pages asked of the cache of recent messages', ['result']);
    lifecycle.onDrain('recent messages', async () => void (await Promise.all(this.#appends)));
  }

  /** After their commit. Nobody waits for it: the write path goes on when the cache does not. */
  append(messages: readonly StoredMessage[]): void {
    for (const [channelId, written] of Map.groupBy(messages, (message) => message.channelId)) {
      if (this.#appends.size >= MAX_APPENDS) return;
      const append = this.#try('append', () =>
        this.keyValue.listAppend(
          keyOf(channelId),
          written.slice(-RECENT_MESSAGES).map(encode),
          RECENT_MESSAGES,
          this.env.MARU_RECENT_TTL_MS,
        ),
      ).finally(() => this.#appends.delete(append));
      this.#appends.add(append);
    }
  }

  /** These very messages, or nothing. */
  async read(channelId: number, from: number, to: number): Promise<StoredMessage[] | undefined> {
    const found = await this.#try('read', async () =>
      this.#wholeRange((await this.keyValue.listAll(keyOf(channelId))) ?? [], channelId, from, to),
    );
    this.#reads.add(1, { result: found === undefined ? 'miss' : 'hit' });
    return found;
  }

  async warm(channelId: number, messages: readonly StoredMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.#try('warm', () => this.keyValue.listReplace(keyOf(channelId), messages.map(encode), this.env.MARU_RECENT_TTL_MS));
  }

  /** Counted from the last entry; each must be the message that belongs in its place. */
  #wholeRange(list: readonly string[], channelId: number, from: number, to: number): StoredMessage[] | undefined {
    const last = this.#decode(list.at(-1));
    if (last === undefined || last.messageSequence < to) return undefined;
    const start = list.length - 1 - (last.messageSequence - from);
    if (start < 0) return undefined;
    const found: StoredMessage[] = [];
    for (const entry of list.slice(start, start + to - from + 1)) {
      const message = this.#decode(entry);
      if (message?.channelId !== channelId || message.messageSequence !== from + found.length) return undefined;
      found.push(message);
    }
    return found;
  }

  #decode(entry: string | undefined): StoredMessage | undefined {
    return entry === undefined ? undefined : this.#decoded.decode(entry);
  }

  async #try<T>(what: string, attempt: () => Promise<T>): Promise<T | undefined> {
    try {
      return await attempt();
    } catch (error) {
      this.#log.warn(`could not ${what} recent messages: ${String(error)}`);
      return undefined;
    }
  }
}

function keyOf(channelId: number): string {
  return `recent:{${channelId}}`;
}

function encode(message: StoredMessage): string {
  return JSON.stringify(message);
}
