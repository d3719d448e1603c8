import type { PresenceChange, PresenceWatch } from '@maru/ports';
import { Logger } from '@nestjs/common';

type OnChange = (change: PresenceChange) => void;

/** Who is told of whom. */
export class PresenceWatches {
  private readonly byUser = new Map<number, Set<OnChange>>();
  private readonly logger = new Logger(PresenceWatches.name);

  open(gatewayId: string, onChange: OnChange): PresenceWatch {
    const watched = new Set<number>();
    const tell: OnChange = (change) => {
      try {
        onChange(change);
      } catch (error) {
        this.logger.error(`gateway ${gatewayId} failed at a change of presence`, error instanceof Error ? error.stack : error);
      }
    };
    return {
      add: (userId) => {
        watched.add(userId);
        this.byUser.set(userId, (this.byUser.get(userId) ?? new Set()).add(tell));
      },
      remove: (userId) => {
        watched.delete(userId);
        this.unwatch(userId, tell);
      },
      stop: () => {
        for (const userId of watched) this.unwatch(userId, tell);
        watched.clear();
      },
    };
  }

  tell(change: PresenceChange): void {
    for (const onChange of this.byUser.get(change.userId) ?? []) onChange(change);
  }

  private unwatch(userId: number, onChange: OnChange): void {
    const watchers = this.byUser.get(userId);
    if (watchers?.delete(onChange) && watchers.size === 0) this.byUser.delete(userId);
  }
}
