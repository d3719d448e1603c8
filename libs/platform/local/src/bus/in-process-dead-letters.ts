import { type DeadLetter, DeadLetters } from '@maru/ports';
import type { DeadLetterTable } from './dead-letter-table.js';
import type { InProcessBus } from './in-process-bus.js';

export class InProcessDeadLetters extends DeadLetters {
  constructor(
    private readonly table: DeadLetterTable,
    private readonly bus: InProcessBus,
  ) {
    super();
  }

  async list(limit: number): Promise<readonly DeadLetter[]> {
    return this.table.list(limit);
  }

  async replay(id: string): Promise<'handled' | 'failed' | 'unknown'> {
    const letter = this.table.find(id);
    if (!letter) return 'unknown';
    if (!(await this.bus.replay(letter.group, letter))) return 'failed';
    this.table.remove(id);
    return 'handled';
  }

  async count(): Promise<number> {
    return this.table.count();
  }
}
