import type { Delivered } from '@maru/contracts';
import type { Audience } from '@maru/ports';

type Index = Map<number, Set<string>>;
const NOBODY: ReadonlySet<string> = new Set();

/** Which gateways hear which users and channels. */
export class AudienceIndex {
  private readonly byUser: Index = new Map();
  private readonly byChannel: Index = new Map();

  add(gatewayId: string, audience: Audience): void {
    const [index, id] = this.placeOf(audience);
    const gateways = index.get(id);
    if (gateways) gateways.add(gatewayId);
    else index.set(id, new Set([gatewayId]));
  }

  remove(gatewayId: string, audience: Audience): void {
    const [index, id] = this.placeOf(audience);
    removeFrom(index, id, gatewayId);
  }

  removeAll(gatewayId: string): void {
    for (const index of [this.byUser, this.byChannel]) for (const id of index.keys()) removeFrom(index, id, gatewayId);
  }

  /** Each gateway once. */
  gatewaysOf(delivery: Delivered): Iterable<string> {
    switch (delivery.kind) {
      case 'answer':
        return [delivery.to.gatewayId];
      case 'user':
      case 'active':
      case 'session-ended':
        return this.hearingUser(delivery.userId);
      case 'parted':
        return this.hearing(delivery.userIds);
      case 'channel':
      case 'visited':
        return this.hearingChannel(delivery.channelId);
      case 'joined':
        return this.hearing(
          delivery.members.map((member) => member.userId),
          delivery.channelId,
        );
      case 'left':
        return this.hearing(delivery.userIds, delivery.channelId);
      case 'message':
        return this.hearing([], delivery.channelId, delivery.ack?.to.gatewayId);
    }
  }

  private hearing(userIds: readonly number[], channelId?: number, gatewayId?: string): Set<string> {
    const gateways = new Set(channelId === undefined ? NOBODY : this.hearingChannel(channelId));
    for (const userId of userIds) for (const hearing of this.hearingUser(userId)) gateways.add(hearing);
    if (gatewayId !== undefined) gateways.add(gatewayId);
    return gateways;
  }

  private hearingUser(userId: number): ReadonlySet<string> {
    return this.byUser.get(userId) ?? NOBODY;
  }

  private hearingChannel(channelId: number): ReadonlySet<string> {
    return this.byChannel.get(channelId) ?? NOBODY;
  }

  private placeOf(audience: Audience): [Index, number] {
    return 'userId' in audience ? [this.byUser, audience.userId] : [this.byChannel, audience.channelId];
  }
}

function removeFrom(index: Index, id: number, gatewayId: string): void {
  const gateways = index.get(id);
  if (gateways?.delete(gatewayId) && gateways.size === 0) index.delete(id);
}
