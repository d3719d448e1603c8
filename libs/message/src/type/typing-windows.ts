import { Injectable } from '@nestjs/common';

/** One `NOTIFY_TYPING` in so long, per user and channel. */
export const TYPING_WINDOW_MS = 3_000;
/** Beyond this many people who type at once, the first of them may be told of again too early. */
const MAX_WINDOWS = 50_000;

/** Who has been told of as typing just now. One writer per channel, so this memory is enough. */
@Injectable()
export class TypingWindows {
  /** In the order of their ends. */
  readonly #ends = new Map<string, number>();

  isOpen(key: string, now: number): boolean {
    const end = this.#ends.get(key);
    return end !== undefined && now < end;
  }

  open(keys: Iterable<string>, now: number): void {
    for (const key of keys) {
      this.#ends.delete(key);
      this.#ends.set(key, now + TYPING_WINDOW_MS);
    }
    for (const [key, end] of this.#ends) {
      if (end > now && this.#ends.size <= MAX_WINDOWS) break;
      this.#ends.delete(key);
    }
  }
}
