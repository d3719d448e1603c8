import type { Delivered } from '@maru/contracts';

/** Whom a delivery is for: all gateways that hear one of these, and the one that is named. */
export interface Hearing {
  readonly userIds: readonly number[];
  readonly channelId?: number;
  readonly gatewayId?: string;
}

export function hearingOf(delivery: Delivered): Hearing {
  switch (delivery.kind) {
    case 'answer':
      return { userIds: [], gatewayId: delivery.to.gatewayId };
    case 'user':
    case 'active':
    case 'session-ended':
      return { userIds: [delivery.userId] };
    case 'parted':
      return { userIds: delivery.userIds };
    case 'channel':
    case 'visited':
      return { userIds: [], channelId: delivery.channelId };
    case 'joined':
      return { userIds: delivery.members.map(({ userId }) => userId), channelId: delivery.channelId };
    case 'left':
      return { userIds: delivery.userIds, channelId: delivery.channelId };
    case 'message': {
      // The sender's sockets hear it where his channel is heard, like all others.
      const { channelId, ack } = delivery;
      return ack ? { userIds: [], channelId, gatewayId: ack.to.gatewayId } : { userIds: [], channelId };
    }
  }
}
