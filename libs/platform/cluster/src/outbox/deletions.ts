import { type Cancel, type Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';

const DELETE_AFTER_MS = 500;

/** Published rows leave their table together, a little later. One that stays is told once more by whoever finds it: nothing worse. */
export class Deletions {
  private ids: number[] = [];
  private cancel: Cancel | undefined;
  private deleting: Promise<void> = Promise.resolve();
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly clock: Clock,
    private readonly deleteRows: (ids: readonly number[]) => Promise<void>,
  ) {}

  add(id: number): void {
    this.ids.push(id);
    this.cancel ??= this.clock.after(DELETE_AFTER_MS, () => void this.flush());
  }

  /** Resolves when all that was published so far is deleted, or could not be. */
  flush(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    this.deleting = this.deleting.then(() => this.deleteNow());
    return this.deleting;
  }

  private async deleteNow(): Promise<void> {
    const ids = this.ids;
    if (ids.length === 0) return;
    this.ids = [];
    try {
      await this.deleteRows(ids);
    } catch (error) {
      this.logger.warn(`${ids.length} published rows stay for now: ${String(error)}`);
      this.ids.push(...ids);
      this.cancel ??= this.clock.after(DELETE_AFTER_MS * 4, () => void this.flush());
    }
  }
}
