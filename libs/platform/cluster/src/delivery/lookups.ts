import type { Delivered } from '@maru/contracts';
import type { Audience } from '@maru/ports';
import type { AudienceIndex } from './audience-index.js';
import { hearingOf } from './hearing.js';

/** The lookups of some deliveries: each audience once, all at the same time. */
export class Lookups {
  private readonly found = new Map<string, Promise<readonly string[]>>();

  constructor(private readonly index: AudienceIndex) {}

  begin(delivery: Delivered): void {
    for (const audience of audiencesOf(delivery)) void this.lookUp(audience);
  }

  async gatewaysOf(delivery: Delivered): Promise<string[]> {
    const gatewayIds = new Set((await Promise.all(audiencesOf(delivery).map((audience) => this.lookUp(audience)))).flat());
    const { gatewayId } = hearingOf(delivery);
    if (gatewayId !== undefined) gatewayIds.add(gatewayId);
    return [...gatewayIds];
  }

  /** From here on these hear the channel, too. */
  async join(gatewayIds: readonly string[], channelId: number): Promise<void> {
    const audience = { channelId };
    const before = await this.lookUp(audience);
    this.found.set(keyOf(audience), Promise.resolve([...new Set([...before, ...gatewayIds])]));
    await this.index.add(gatewayIds, audience);
  }

  private lookUp(audience: Audience): Promise<readonly string[]> {
    const key = keyOf(audience);
    const found = this.found.get(key) ?? this.index.gatewaysOf(audience);
    this.found.set(key, found);
    return found;
  }
}

function audiencesOf(delivery: Delivered): Audience[] {
  const { userIds, channelId } = hearingOf(delivery);
  const users = userIds.map((userId) => ({ userId }));
  return channelId === undefined ? users : [...users, { channelId }];
}

function keyOf(audience: Audience): string {
  return 'userId' in audience ? `u:${audience.userId}` : `c:${audience.channelId}`;
}
