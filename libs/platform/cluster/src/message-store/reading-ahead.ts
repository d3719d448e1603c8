import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { ProxyTransaction, Statements } from './proxies.js';
import type { Value } from './rows.js';

/**
 * A transaction that begins while what its unit must know is read beside it, on another connection. Up to its first change it would see no
 * more than that: it reads what is committed, it locks nothing by reading, and its partition has one writer.
 */
export class ReadingAhead implements ProxyTransaction {
  private hasChanged = false;

  constructor(
    private readonly begun: Promise<ProxyTransaction>,
    private readonly beside: Statements,
  ) {
    // Whoever needs it hears of it.
    begun.catch(() => undefined);
  }

  async rows(sql: string, values: readonly Value[]): Promise<RowDataPacket[]> {
    const statements = this.hasChanged ? await this.begun : this.beside;
    return await statements.rows(sql, values);
  }

  async change(sql: string, values: readonly Value[]): Promise<ResultSetHeader> {
    this.hasChanged = true;
    return await (await this.begun).change(sql, values);
  }

  async commit(): Promise<void> {
    if (!this.hasChanged) return await this.rollback();
    await (await this.begun).commit();
  }

  async rollback(): Promise<void> {
    const [begun] = await Promise.allSettled([this.begun]);
    if (begun.status === 'fulfilled') await begun.value.rollback();
  }
}
