/** Time, chance and names come in from outside, so that tests hold them. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `run` once, so many milliseconds from now. The answer takes it back. */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
}

const LONGEST_TIMER = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** The timers of one client: when it ends, so do they. None of them keeps a program from ending. */
export class OwnTimers implements Clock {
  readonly #cancels = new Set<() => void>();
  #haveEnded = false;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  random(): number {
    return this.clock.random();
  }

  after(ms: number, run: () => void): () => void {
    if (this.#haveEnded) return () => undefined;
    const stop = this.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      run();
    });
    const cancel = () => {
      this.#cancels.delete(cancel);
      stop();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  end(): void {
    this.#haveEnded = true;
    for (const cancel of this.#cancels) cancel();
  }
}

/** 128 random bits. (`crypto.randomUUID` is missing on pages that came by plain HTTP.) */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
