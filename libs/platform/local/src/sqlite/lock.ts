/** One at a time, in the order of asking. */
export class Lock {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.held) await new Promise<void>((resolve) => void this.waiting.push(resolve));
    this.held = true;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.held = false;
    }
  }
}
