import { connectionEvents } from '@maru/contracts';
import { recordOf } from '@maru/ports';
import type { Unit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { toUser } from '../connection.deliveries.js';
import { DirectChannels } from '../direct-channels.js';
import { type Pair, Pairs } from '../pairs.js';

/** How two people part, whether one of them disconnects or gives up the account. */
@Injectable()
export class Parting {
  constructor(
    private readonly pairs: Pairs,
    private readonly directChannels: DirectChannels,
  ) {}

  /** Only friends are told, and the world with them. `pair.me` is the one who goes. */
  async part(unit: Unit, pair: Pair, channelId: number | undefined, commandId?: string): Promise<void> {
    const { me, other } = pair;
    const wereFriends = pair.connection?.status === 'ACCEPTED';
    const fact = await this.pairs.change(unit, pair, 'DISCONNECTED', commandId === undefined ? {} : { commandId });
    if (!wereFriends) return;
    unit.publish(...this.directChannels.bar(channelId, true, fact.version));
    unit.publish(recordOf(connectionEvents, { type: 'ConnectionEnded', ...fact, byUserId: me.userId }));
    unit.deliver(
      { kind: 'parted', userIds: [me.userId, other.userId] },
      toUser(other.userId, { type: 'NOTIFY_DISCONNECT', username: me.username }),
    );
  }
}
