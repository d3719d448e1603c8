/** What a socket of `rooms` hears. Rooms have the numbers of their channels. */
import type { NotificationFrame, Visited } from '@maru/contracts';
import type { DoorDialect } from '../dialect.js';

const seconds = (ms: number): number => ms / 1_000;

export function systemFrame(roomId: number, user: string, text: string, at: number): string {
  return JSON.stringify({ type: 'system', room_id: roomId, user, text, ts: seconds(at) });
}

/** Messages are numbered within their room. */
function messageFrame(encoded: string, senderId: number | undefined): string {
  const { channelId, messageSequence, username, content, createdAt } = JSON.parse(encoded) as NotificationFrame<'NOTIFY_MESSAGE'>;
  return JSON.stringify({
    type: 'message',
    room_id: channelId.id,
    user: username,
    text: content,
    ts: seconds(createdAt),
    db_message_id: messageSequence,
    db_created_at: new Date(createdAt).toISOString(),
    db_user_id: senderId,
    db_room_id: channelId.id,
  });
}

export const roomsDialect: DoorDialect = {
  name: 'rooms',
  greets: false,
  echoes: true,
  writeNotification: () => undefined,
  hearsMessages: () => true,
  writeMessage: messageFrame,
  writeVisited: ({ channelId, username, arrived, at }: Visited) =>
    systemFrame(channelId, username, `${username} ${arrived ? 'joined' : 'left'}`, at),
};
