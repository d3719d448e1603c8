import type { Cancel, Clock, PresenceChange } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { graceEnd, isConnected, type Seen, stateOf } from './presence-entry.js';

/** Within this time gateways have told again whom they have, if Redis has lost it. */
const TOLD_AGAIN_MS = 6_000;
/** The end of a grace is looked for a little behind it. */
const BEHIND_MS = 20;

/** One person who is watched here: what was last told of him, and the next moment at which it may change by itself. */
export class FollowedPerson {
  readonly watchers = new Set<(change: PresenceChange) => void>();
  /** Unknown until the first look, of which nobody is told. */
  private online: boolean | undefined;
  private unknownSince: number | undefined;
  private looking = false;
  private again = false;
  private forgotten = false;
  private cancel: Cancel | undefined;
  private readonly logger = new Logger('Presence');

  constructor(
    private readonly userId: number,
    private readonly clock: Clock,
    private readonly look: (userId: number) => Promise<Seen>,
  ) {}

  lookAgain(): void {
    this.again = true;
    if (!this.looking) void this.lookUntilSettled();
  }

  forget(): void {
    this.forgotten = true;
    this.cancel?.();
  }

  private async lookUntilSettled(): Promise<void> {
    this.looking = true;
    while (this.again && !this.forgotten) {
      this.again = false;
      try {
        this.settle(await this.look(this.userId));
      } catch (error) {
        this.logger.debug(`cannot look for user ${this.userId}: ${String(error)}`);
      }
    }
    this.looking = false;
  }

  private settle(seen: Seen): void {
    if (this.forgotten) return;
    this.cancel?.();
    const now = this.clock.now();
    if (this.isLost(seen, now)) return this.lookLater(TOLD_AGAIN_MS);
    const { online, lastSeenAt } = stateOf(seen, now);
    if (online && !isConnected(seen)) this.lookLater(graceEnd(seen) - now + BEHIND_MS);
    const changed = this.online !== undefined && this.online !== online;
    this.online = online;
    if (changed)
      this.tell(online || lastSeenAt === undefined ? { userId: this.userId, online } : { userId: this.userId, online, lastSeenAt });
  }

  /** He was here, and now there is not even a trace of it: that is not his going, but a loss of Redis. */
  private isLost({ lastSeenAt }: Seen, now: number): boolean {
    if (this.online !== true || lastSeenAt !== undefined) {
      this.unknownSince = undefined;
      return false;
    }
    this.unknownSince ??= now;
    return now - this.unknownSince < TOLD_AGAIN_MS;
  }

  private lookLater(ms: number): void {
    this.cancel = this.clock.after(ms, () => this.lookAgain());
  }

  private tell(change: PresenceChange): void {
    for (const watcher of this.watchers) watcher(change);
  }
}
