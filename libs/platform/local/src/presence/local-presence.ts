import { type Cancel, type Clock, type KeyValue, Presence, type PresenceChange, type PresenceState, type PresenceWatch } from '@maru/ports';
import { PresenceWatches } from './presence-watches.js';

interface Leases {
  readonly gatewayIds: Set<string>;
  /** Set while the grace runs. */
  endGrace?: Cancel;
  seenAt: number;
}

const seenKey = (userId: number) => `presence:seen:{${userId}}`;

/** Whoever has a lease or a grace is here; when anybody else was last seen stands in the key-value store. */
export class LocalPresence extends Presence {
  private readonly present = new Map<number, Leases>();
  private readonly watches = new PresenceWatches();

  constructor(
    private readonly clock: Clock,
    private readonly keyValue: KeyValue,
  ) {
    super();
  }

  async arrive(gatewayId: string, userId: number): Promise<void> {
    const leases = this.present.get(userId);
    if (leases) {
      leases.gatewayIds.add(gatewayId);
      leases.endGrace?.();
      delete leases.endGrace;
    } else {
      this.present.set(userId, { gatewayIds: new Set([gatewayId]), seenAt: this.clock.now() });
      this.watches.tell({ userId, online: true });
    }
    await this.remember(userId);
  }

  async depart(gatewayId: string, userId: number): Promise<void> {
    const leases = this.present.get(userId);
    if (!leases?.gatewayIds.delete(gatewayId)) return;
    leases.seenAt = this.clock.now();
    if (leases.gatewayIds.size === 0) leases.endGrace = this.clock.after(Presence.GRACE_MS, () => this.leave(userId, leases.seenAt));
    await this.remember(userId);
  }

  async find(userIds: readonly number[]): Promise<Map<number, PresenceState>> {
    const absent = userIds.filter((userId) => !this.present.has(userId));
    const seen = await this.keyValue.getMany(absent.map(seenKey));
    const states = new Map<number, PresenceState>();
    for (const [index, userId] of absent.entries()) {
      const at = seen[index];
      states.set(userId, { online: false, connected: false, ...(at === undefined ? {} : { lastSeenAt: Number(at) }) });
    }
    for (const userId of userIds) {
      const leases = this.present.get(userId);
      if (leases) states.set(userId, stateOf(leases));
    }
    return states;
  }

  watch(gatewayId: string, onChange: (change: PresenceChange) => void): PresenceWatch {
    return this.watches.open(gatewayId, onChange);
  }

  private leave(userId: number, lastSeenAt: number): void {
    this.present.delete(userId);
    this.watches.tell({ userId, online: false, lastSeenAt });
  }

  private remember(userId: number): Promise<void> {
    return this.keyValue.set(seenKey(userId), String(this.clock.now()), { keep: true });
  }
}

function stateOf(leases: Leases): PresenceState {
  const connected = leases.gatewayIds.size > 0;
  return connected ? { online: true, connected } : { online: true, connected, lastSeenAt: leases.seenAt };
}
