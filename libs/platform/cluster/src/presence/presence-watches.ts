import type { Cancel, Clock, PresenceChange, PresenceWatch } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { FollowedPerson } from './followed-person.js';
import type { Seen } from './presence-entry.js';

/** Everybody who is watched is looked at in this time, a part of them at each beat: a call may be lost, and a gateway may die without one. */
const ROUND_MS = 10_000;
const BEAT_MS = 1_000;

type OnChange = (change: PresenceChange) => void;

/** Who is told of whom. */
export class PresenceWatches {
  private readonly followed = new Map<number, FollowedPerson>();
  private round: FollowedPerson[] = [];
  private readonly stopBeating: Cancel;
  private readonly logger = new Logger('Presence');

  constructor(
    private readonly clock: Clock,
    private readonly look: (userId: number) => Promise<Seen>,
  ) {
    this.stopBeating = clock.every(BEAT_MS, () => this.beat());
  }

  open(gatewayId: string, onChange: OnChange): PresenceWatch {
    const watched = new Set<number>();
    let stopped = false;
    const tell: OnChange = (change) => {
      try {
        onChange(change);
      } catch (error) {
        this.logger.error(`gateway ${gatewayId} failed at a change of presence`, error instanceof Error ? error.stack : error);
      }
    };
    return {
      add: (userId) => {
        if (stopped || watched.has(userId)) return;
        watched.add(userId);
        this.follow(userId).watchers.add(tell);
      },
      remove: (userId) => {
        if (watched.delete(userId)) this.unfollow(userId, tell);
      },
      stop: () => {
        stopped = true;
        for (const userId of watched) this.unfollow(userId, tell);
        watched.clear();
      },
    };
  }

  /** Something may have changed. */
  changed(userId: number): void {
    this.followed.get(userId)?.lookAgain();
  }

  close(): void {
    this.stopBeating();
    for (const person of this.followed.values()) person.forget();
    this.followed.clear();
  }

  private follow(userId: number): FollowedPerson {
    const known = this.followed.get(userId);
    if (known) return known;
    const person = new FollowedPerson(userId, this.clock, this.look);
    this.followed.set(userId, person);
    person.lookAgain();
    return person;
  }

  private unfollow(userId: number, tell: OnChange): void {
    const person = this.followed.get(userId);
    if (!person?.watchers.delete(tell) || person.watchers.size > 0) return;
    person.forget();
    this.followed.delete(userId);
  }

  private beat(): void {
    if (this.round.length === 0) this.round = [...this.followed.values()];
    const count = Math.ceil((this.followed.size * BEAT_MS) / ROUND_MS);
    for (const person of this.round.splice(0, count)) person.lookAgain();
  }
}
