/** Our answers and notifications in the plain dialect: exactly the fields that its strict decoders know. */
import type { AnswerFrame, NotificationFrame } from '@maru/contracts';
import { isSameName } from '@maru/contracts';
import type { Listener } from '../dialect.js';

type Fields = Record<string, unknown>;

/** The title of a direct channel without one is the other's name. */
function titled(title: string, other: string | undefined): string {
  return title === '' ? (other ?? '') : title;
}

export function plainAnswer(frame: AnswerFrame, listener: Listener, other: string | undefined): Fields | undefined {
  switch (frame.type) {
    case 'FETCH_USER_INVITE_CODE_RESPONSE':
      return { inviteCode: frame.inviteCode };
    case 'INVITE_RESPONSE':
      return { inviteCode: frame.inviteCode, status: frame.status };
    case 'ACCEPT_RESPONSE':
      return { username: frame.username };
    case 'REJECT_RESPONSE':
    case 'DISCONNECT_RESPONSE':
      return { username: frame.username, status: frame.status };
    case 'FETCH_CONNECTIONS_RESPONSE': {
      const shown = frame.connections.filter(({ status, inviter }) => status === 'ACCEPTED' || !isSameName(inviter, listener.username));
      return { connections: shown.map(({ username, status }) => ({ username, status })) };
    }
    case 'CREATE_RESPONSE':
    case 'ENTER_RESPONSE':
      return { channelId: frame.channelId.id, title: titled(frame.title, other) };
    case 'JOIN_RESPONSE':
      return { channelId: frame.channelId.id, title: frame.title };
    case 'LEAVE_RESPONSE':
      return {};
    case 'QUIT_RESPONSE':
      return { channelId: frame.channelId.id };
    case 'FETCH_CHANNELS_RESPONSE':
      return {
        channels: frame.channels.map((channel) => ({
          channelId: channel.channelId.id,
          title: titled(channel.title, channel.with),
          headCount: channel.headCount,
        })),
      };
    case 'FETCH_CHANNEL_INVITE_CODE_RESPONSE':
      return { channelId: frame.channelId.id, inviteCode: frame.inviteCode };
    case 'WRITE_MESSAGE_ACK':
    case 'KEEP_ALIVE_RESPONSE':
    case 'RESET_USER_INVITE_CODE_RESPONSE':
    case 'RESET_CHANNEL_INVITE_CODE_RESPONSE':
    case 'UPDATE_CHANNEL_RESPONSE':
    case 'FETCH_PUBLIC_CHANNELS_RESPONSE':
    case 'REMOVE_MEMBER_RESPONSE':
    case 'HAND_OVER_RESPONSE':
    case 'SET_NOTIFY_RESPONSE':
    case 'FETCH_MEMBERS_RESPONSE':
    case 'FETCH_MESSAGES_RESPONSE':
    case 'SEARCH_MESSAGES_RESPONSE':
    case 'FETCH_PRESENCE_RESPONSE':
    case 'SYNCED':
      return undefined;
  }
}

/** What others did, where the dialect has a frame for it. Of its own user's doing a socket hears nothing but messages. */
export function plainNotification(frame: NotificationFrame, listener: Listener): Fields | undefined {
  switch (frame.type) {
    case 'ASK_INVITE':
      return { type: frame.type, username: frame.username };
    case 'NOTIFY_ACCEPT':
      return frame.by === undefined ? { type: frame.type, username: frame.username } : undefined;
    case 'NOTIFY_JOIN': {
      const created = frame.by !== undefined && isSameName(frame.username, listener.username) && !isSameName(frame.by, listener.username);
      return created ? { type: frame.type, channelId: frame.channelId.id, title: titled(frame.title, frame.by) } : undefined;
    }
    case 'NOTIFY_MESSAGE':
      return { type: frame.type, channelId: frame.channelId.id, username: frame.username, content: frame.content };
    case 'HELLO':
    case 'GOING_AWAY':
    case 'NOTIFY_INVITE':
    case 'NOTIFY_REJECT':
    case 'NOTIFY_DISCONNECT':
    case 'NOTIFY_CHANNEL':
    case 'NOTIFY_QUIT':
    case 'NOTIFY_ROLE':
    case 'NOTIFY_LEVEL':
    case 'NOTIFY_PROFILE':
    case 'NOTIFY_SETTINGS':
    case 'NOTIFY_READ':
    case 'NOTIFY_UNREAD':
    case 'NOTIFY_TYPING':
    case 'NOTIFY_PRESENCE':
    case 'RESET':
      return undefined;
  }
}
