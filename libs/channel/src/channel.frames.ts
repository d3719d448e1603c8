/** The frames that the channel service says, encoded once for whoever hears them. */
import type { AnswerFrame, NotificationFrame, Role } from '@maru/contracts';
import type { ChannelEntity } from './channel.entity.js';

export function encode(frame: AnswerFrame | NotificationFrame): string {
  return JSON.stringify(frame);
}

/** What every frame that introduces a channel says of it. */
export function aboutChannel({ channelId, title, kind, public: isPublic }: ChannelEntity) {
  return { channelId: { id: channelId }, title, kind, public: isPublic };
}

export function notifyJoin(channel: ChannelEntity, username: string, by?: string): string {
  return encode({ type: 'NOTIFY_JOIN', ...aboutChannel(channel), username, by });
}

export function notifyQuit(channelId: number, username: string, by?: string): string {
  return encode({ type: 'NOTIFY_QUIT', channelId: { id: channelId }, username, by });
}

export function notifyRole(channelId: number, username: string, role: Role): string {
  return encode({ type: 'NOTIFY_ROLE', channelId: { id: channelId }, username, role });
}
