import type { Beginnings, ProxyTransaction } from './proxies.js';

/**
 * The transaction of a partition's next unit, begun when the one before it has ended: no unit waits for a beginning. Until its first statement
 * it is known to its proxy alone, so it sees nothing and holds nothing but a connection; one whose connection was lost meanwhile fails at its
 * first change, and its unit is run again.
 */
export class BegunAhead implements Beginnings {
  private next: Promise<ProxyTransaction> | undefined;

  constructor(private readonly beginnings: Beginnings) {}

  begin(): Promise<ProxyTransaction> {
    const next = this.next ?? this.beginnings.begin();
    this.next = undefined;
    return next;
  }

  beginNext(): void {
    if (this.next !== undefined) return;
    this.next = this.beginnings.begin();
    // Whoever takes it hears of it.
    this.next.catch(() => undefined);
  }

  async close(): Promise<void> {
    const [begun] = await Promise.allSettled([this.next]);
    this.next = undefined;
    if (begun.status === 'fulfilled') await begun.value?.rollback();
  }
}
