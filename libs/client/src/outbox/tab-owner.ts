/**
 * Of several tabs with one storage, each sends what was written in it. A tab is alive while it holds the lock of its name; what a dead one left
 * is taken over by the first who notices. Where a browser has no locks, each takes all: the server knows a message that comes twice.
 */
const owners = new Map<string, TabOwner>();

export class TabOwner {
  readonly id = crypto.randomUUID();
  /** Kept once this tab counts as alive. */
  readonly ready: Promise<void>;
  readonly #watched = new Set<string>();
  readonly #listeners = new Set<() => void>();

  private constructor(
    private readonly name: string,
    private readonly locks: LockManager,
  ) {
    this.ready = new Promise((resolve) => {
      void locks.request(this.#lockOf(this.id), () => {
        resolve();
        return new Promise<never>(() => undefined);
      });
    });
    const news = new BroadcastChannel(name);
    news.addEventListener('message', ({ data }: MessageEvent<string>) => this.#watch(data));
    void this.ready.then(() => news.postMessage(this.id));
  }

  /** One for each name, however often a tab opens it. */
  static of(name: string): TabOwner | undefined {
    if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) return undefined;
    const owner = owners.get(name) ?? new TabOwner(name, navigator.locks);
    owners.set(name, owner);
    return owner;
  }

  /** Told when a tab has died: what it left may be taken over. */
  onDeath(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** One tab at a time, with those that are alive. */
  async withLiving<T>(work: (living: ReadonlySet<string>) => Promise<T>): Promise<T> {
    await this.ready;
    return await this.locks.request(`${this.name}/taking-over`, async () => {
      const { held = [] } = await this.locks.query();
      const prefix = this.#lockOf('');
      const living = new Set(
        held.flatMap(({ name = '', mode }) => (mode === 'exclusive' && name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
      );
      for (const id of living) this.#watch(id);
      return await work(living);
    });
  }

  #watch(id: string): void {
    if (id === this.id || this.#watched.has(id)) return;
    this.#watched.add(id);
    void this.locks.request(this.#lockOf(id), { mode: 'shared' }, () => {
      this.#watched.delete(id);
      for (const listener of this.#listeners) listener();
    });
  }

  #lockOf(id: string): string {
    return `${this.name}/tab/${id}`;
  }
}
