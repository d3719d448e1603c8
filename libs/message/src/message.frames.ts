/** The frames of this service, as they go over the wire. A message is encoded once, here, for all who hear it. */
import type { ChannelRef, MessageView } from '@maru/contracts';
import type { StoredMessage } from '@maru/ports';

/** The same as `notifyMessage` to its sender, made from what all others are told. */
export function ownNotifyMessage(frame: string, { chosenByClient, clientMessageId }: StoredMessage): string {
  return chosenByClient ? `${frame.slice(0, -1)},"clientMessageId":${JSON.stringify(clientMessageId)}}` : frame;
}

/** `clientMessageId` is the sender's own business, and only where the client chose it. */
export function viewOf(message: StoredMessage, userId?: number): MessageView {
  const { messageSequence, username, content, createdAt } = message;
  const view: MessageView = { messageSequence, username, content, createdAt };
  if (message.senderId === userId && message.chosenByClient) view.clientMessageId = message.clientMessageId;
  return view;
}

export function notifyMessage(message: StoredMessage, userId?: number): string {
  return JSON.stringify({ type: 'NOTIFY_MESSAGE', channelId: ref(message.channelId), ...viewOf(message, userId) });
}

export function writeMessageAck(message: StoredMessage): string {
  const { messageSequence, createdAt, clientMessageId } = message;
  const ack = { type: 'WRITE_MESSAGE_ACK', channelId: ref(message.channelId), messageSequence, createdAt };
  return JSON.stringify(message.chosenByClient ? { ...ack, clientMessageId } : ack);
}

export function notifyRead(channelId: number, username: string, lastReadMessageSequence: number): string {
  return JSON.stringify({ type: 'NOTIFY_READ', channelId: ref(channelId), username, lastReadMessageSequence });
}

export function notifyUnread(channelId: number, unreadCount: number, lastMessageSequence: number): string {
  return JSON.stringify({ type: 'NOTIFY_UNREAD', channelId: ref(channelId), unreadCount, lastMessageSequence });
}

export function notifyTyping(channelId: number, username: string): string {
  return JSON.stringify({ type: 'NOTIFY_TYPING', channelId: ref(channelId), username });
}

function ref(id: number): ChannelRef {
  return { id };
}
