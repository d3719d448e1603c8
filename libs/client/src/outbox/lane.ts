/** The messages of one channel on their way, in order. One is under way at a time: a second one behind it could overtake it if it were refused. */
import type { OutboxEntry } from './outbox-entry.js';

export class Lane {
  #entries: readonly OutboxEntry[] = [];
  /** Which turn of the outbox works on it; undefined: none. */
  workedOnBy: number | undefined;

  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  /** What goes next. One that failed stays behind and stops nobody. */
  get next(): OutboxEntry | undefined {
    return this.#entries.find(({ state }) => state === 'pending');
  }

  get(clientMessageId: string): OutboxEntry | undefined {
    return this.#entries.find((entry) => entry.clientMessageId === clientMessageId);
  }

  append(entry: OutboxEntry): void {
    this.#entries = [...this.#entries, entry];
  }

  /** Of an earlier run: they go before what this run has added. */
  prepend(entries: readonly OutboxEntry[]): void {
    this.#entries = [...entries, ...this.#entries];
  }

  replace(entry: OutboxEntry): void {
    this.#entries = this.#entries.map((other) => (other.clientMessageId === entry.clientMessageId ? entry : other));
  }

  remove(clientMessageId: string): void {
    this.#entries = this.#entries.filter((entry) => entry.clientMessageId !== clientMessageId);
  }
}
