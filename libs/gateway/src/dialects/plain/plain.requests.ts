/** What a plain socket may ask, under its own spellings, and the request of ours that it means. */
import type { RequestType } from '@maru/contracts';

interface PlainRequest {
  readonly means: RequestType;
  /** The type of its answer; absent: it hears nothing. */
  readonly answer?: string;
  readonly fields: readonly string[];
}

const code = { means: 'FETCH_USER_INVITE_CODE_REQUEST', answer: 'FETCH_USER_INVITE_CODE_RESPONSE', fields: [] } as const;
const channelCode = {
  means: 'FETCH_CHANNEL_INVITE_CODE_REQUEST',
  answer: 'FETCH_CHANNEL_INVITE_CODE_RESPONSE',
  fields: ['channelId'],
} as const;

export const plainRequests: Readonly<Record<string, PlainRequest>> = {
  FETCH_USER_INVITECODE_REQUEST: code,
  FETCH_USER_INVITE_CODE_REQUEST: code,
  INVITE_REQUEST: { means: 'INVITE_REQUEST', answer: 'INVITE_RESPONSE', fields: ['userInviteCode'] },
  ACCEPT_REQUEST: { means: 'ACCEPT_REQUEST', answer: 'ACCEPT_RESPONSE', fields: ['username'] },
  REJECT_REQUEST: { means: 'REJECT_REQUEST', answer: 'REJECT_RESPONSE', fields: ['username'] },
  DISCONNECT_REQUEST: { means: 'DISCONNECT_REQUEST', answer: 'DISCONNECT_RESPONSE', fields: ['username'] },
  FETCH_CONNECTIONS_REQUEST: { means: 'FETCH_CONNECTIONS_REQUEST', answer: 'FETCH_CONNECTIONS_RESPONSE', fields: ['status'] },
  CREATE_REQUEST: { means: 'CREATE_REQUEST', answer: 'CREATE_RESPONSE', fields: ['title', 'participantUsername', 'participantUsernames'] },
  ENTER_REQUEST: { means: 'ENTER_REQUEST', answer: 'ENTER_RESPONSE', fields: ['channelId'] },
  LEAVE_REQUEST: { means: 'LEAVE_REQUEST', answer: 'LEAVE_RESPONSE', fields: [] },
  QUIT_REQUEST: { means: 'QUIT_REQUEST', answer: 'QUIT_RESPONSE', fields: ['channelId'] },
  FETCH_CHANNELS_LIST_REQUEST: { means: 'FETCH_CHANNELS_REQUEST', answer: 'FETCH_CHANNELS_LIST_RESPONSE', fields: [] },
  FETCH_CHANNELS_REQUEST: { means: 'FETCH_CHANNELS_REQUEST', answer: 'FETCH_CHANNELS_RESPONSE', fields: [] },
  FETCH_CHANNEL_INVITECODE_REQUEST: channelCode,
  FETCH_CHANNEL_INVITE_CODE_REQUEST: channelCode,
  JOIN_REQUEST: { means: 'JOIN_REQUEST', answer: 'JOIN_RESPONSE', fields: ['inviteCode'] },
  WRITE_MESSAGE: { means: 'WRITE_MESSAGE', fields: ['content', 'channelId', 'username'] },
  KEEP_ALIVE: { means: 'KEEP_ALIVE', fields: [] },
  READ_MESSAGE_ACK: { means: 'READ_MESSAGE_ACK', fields: ['channelId', 'messageSequence'] },
};

/** A channel of two is asked for with one name, in either field; its title may be blank. */
export function meantByCreate(fields: Record<string, unknown>): Record<string, unknown> {
  const { participantUsernames: names, title, ...rest } = fields;
  const one = Array.isArray(names) && names.length === 1 && rest['participantUsername'] === undefined;
  const meant: Record<string, unknown> = one
    ? { ...rest, participantUsername: names[0] }
    : names === undefined
      ? { ...rest }
      : { ...rest, participantUsernames: names };
  const blank = typeof title === 'string' && title.trim() === '' && 'participantUsername' in meant;
  return title === undefined || blank ? meant : { ...meant, title };
}
