/** One of my channels, as it stands. */
import type { ChannelView, MessageView, Notify } from '@maru/contracts';

export interface Channel {
  readonly channelId: number;
  /** Empty in a direct channel without a title: show `with`. */
  readonly title: string;
  readonly kind: 'DIRECT' | 'GROUP';
  readonly public: boolean;
  readonly headCount: number;
  /** The other one of a direct channel. */
  readonly with?: string | undefined;
  /** Its content is cut to 200 characters. */
  readonly lastMessage?: MessageView | undefined;
  readonly lastMessageSequence: number;
  readonly lastReadMessageSequence: number;
  /** Always `lastMessageSequence − lastReadMessageSequence`. */
  readonly unreadCount: number;
  readonly notify: Notify;
}

export function fromView({ channelId, ...view }: ChannelView): Channel {
  return { ...view, channelId: channelId.id };
}

/** Sequences and pointers only go up: whatever is told late, or twice, changes nothing. */
export function moved(channel: Channel, to: { last?: number; read?: number }): Channel {
  const lastMessageSequence = Math.max(channel.lastMessageSequence, to.last ?? 0);
  const lastReadMessageSequence = Math.min(lastMessageSequence, Math.max(channel.lastReadMessageSequence, to.read ?? 0));
  const same = lastMessageSequence === channel.lastMessageSequence && lastReadMessageSequence === channel.lastReadMessageSequence;
  if (same) return channel;
  return { ...channel, lastMessageSequence, lastReadMessageSequence, unreadCount: lastMessageSequence - lastReadMessageSequence };
}
