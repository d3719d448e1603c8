import { Presence, type PresenceChange, type PresenceState, type PresenceWatch } from '@maru/ports';
import type { Link } from '../link/link.js';

export class ForwardedPresence extends Presence {
  private readonly watches = new Map<number, (change: PresenceChange) => void>();
  private opened = 0;

  constructor(private readonly link: Link) {
    super();
    link.hear('presence.changed', ({ watch, change }) => this.watches.get(watch)?.(change));
  }

  async arrive(gatewayId: string, userId: number): Promise<void> {
    await this.link.ask('presence.arrive', { gatewayId, userId });
  }

  async depart(gatewayId: string, userId: number): Promise<void> {
    await this.link.ask('presence.depart', { gatewayId, userId });
  }

  async find(userIds: readonly number[]): Promise<Map<number, PresenceState>> {
    return new Map(await this.link.ask('presence.find', userIds));
  }

  watch(gatewayId: string, onChange: (change: PresenceChange) => void): PresenceWatch {
    this.opened += 1;
    const watch = this.opened;
    this.watches.set(watch, onChange);
    this.link.tell('presence.watch', { watch, gatewayId });
    return {
      add: (userId) => this.link.tell('presence.add', { watch, userId }),
      remove: (userId) => this.link.tell('presence.remove', { watch, userId }),
      stop: () => {
        this.watches.delete(watch);
        this.link.tell('presence.stop', watch);
      },
    };
  }
}
