/** Says a thing at once, and then at most once per window, the last that was offered. So what is said last is always true. */
import type { Cancel, Clock } from '@maru/ports';

interface Window<T> {
  pending: T | undefined;
  readonly cancel: Cancel;
}

export class Coalescer<T extends object> {
  /** In the order of their ends. */
  readonly #windows = new Map<string, Window<T>>();
  #flushed = false;

  /** Beyond `maxWindows` at a time the oldest is cut short, so that a crowd costs no more memory. */
  constructor(
    private readonly clock: Clock,
    private readonly windowMs: number,
    private readonly maxWindows: number,
    private readonly say: (late: T) => void,
  ) {}

  /** True: to be said now, by the caller. */
  offer(key: string, what: T): boolean {
    const window = this.#windows.get(key);
    if (window !== undefined) {
      window.pending = what;
      return false;
    }
    this.open(key);
    return true;
  }

  isOpen(key: string): boolean {
    return this.#windows.has(key);
  }

  /** It was said by other means just now. */
  open(key: string): void {
    if (!this.#flushed && !this.#windows.has(key)) this.#open(key);
  }

  /** Before the end: what is pending is handed out now, and from here on nothing waits. */
  flush(): T[] {
    this.#flushed = true;
    const windows = [...this.#windows.values()];
    this.#windows.clear();
    for (const { cancel } of windows) cancel();
    return windows.flatMap(({ pending }) => pending ?? []);
  }

  #open(key: string): void {
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size >= this.maxWindows) {
      const pending = this.#close(oldest);
      if (pending !== undefined) this.say(pending);
    }
    const cancel = this.clock.after(this.windowMs, () => {
      const pending = this.#close(key);
      if (pending === undefined) return;
      this.#open(key);
      this.say(pending);
    });
    this.#windows.set(key, { pending: undefined, cancel });
  }

  #close(key: string): T | undefined {
    const window = this.#windows.get(key);
    this.#windows.delete(key);
    window?.cancel();
    return window?.pending;
  }
}
