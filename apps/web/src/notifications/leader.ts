/** Of all tabs of this browser one speaks for all: one notification, one sound. Whoever comes first; when it closes, the next. */
export class Leader {
  /** Where a browser has no locks (plain HTTP on another host), each tab speaks: their notifications have the same tag and replace each other. */
  #leads = !('locks' in navigator);

  constructor(name: string) {
    if (!('locks' in navigator)) return;
    void navigator.locks.request(name, () => {
      this.#leads = true;
      return new Promise<never>(() => undefined);
    });
  }

  get leads(): boolean {
    return this.#leads;
  }
}
