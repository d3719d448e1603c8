/** The book of frames: what may be asked, by whom, at what rate, and what is answered. A frame that is not in here does not exist. */
import type { z } from 'zod';
import type { FrameErrorCode } from '../errors.js';
import * as channels from './channels.js';
import * as connections from './connections.js';
import * as messages from './messages.js';
import * as session from './session.js';

export * from './channels.js';
export * from './connections.js';
export * from './messages.js';
export * from './session.js';
export { exampleOf } from './frame.js';

/** Which service takes the request. `gateway` answers by itself. */
export type Room = 'gateway' | 'connection' | 'channel' | 'message';

/** Which token bucket pays for it. */
export type Bucket = 'messages' | 'signals' | 'frames';

/** Who may ask: anybody with a session, a member of the channel it names, or that channel's owner. */
export type Access = 'account' | 'member' | 'owner';

export interface RequestDefinition {
  readonly schema: z.ZodType<{ type: string; requestId?: string | undefined }>;
  /** Absent: nothing is said unless it is refused. */
  readonly answer?: z.ZodType;
  readonly room: Room;
  readonly bucket: Bucket;
  readonly access: Access;
  /** Refusals beyond those that every frame can meet. */
  readonly errors: readonly FrameErrorCode[];
}

const { frames, signals, messages: writes } = { frames: 'frames', signals: 'signals', messages: 'messages' } as const;

export const requests = {
  FETCH_USER_INVITE_CODE_REQUEST: {
    schema: connections.FetchUserInviteCode,
    answer: connections.FetchUserInviteCodeResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: [],
  },
  RESET_USER_INVITE_CODE_REQUEST: {
    schema: connections.ResetUserInviteCode,
    answer: connections.ResetUserInviteCodeResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: [],
  },
  INVITE_REQUEST: {
    schema: connections.Invite,
    answer: connections.InviteResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: ['UNKNOWN_INVITE_CODE', 'SELF_INVITE', 'ALREADY_INVITED', 'INVITED_BY_THEM', 'ALREADY_CONNECTED', 'INVITE_REJECTED'],
  },
  ACCEPT_REQUEST: {
    schema: connections.Accept,
    answer: connections.AcceptResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: ['NOT_INVITED', 'ALREADY_CONNECTED', 'CONNECTION_LIMIT'],
  },
  REJECT_REQUEST: {
    schema: connections.Reject,
    answer: connections.RejectResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: ['NOT_INVITED', 'ALREADY_CONNECTED'],
  },
  DISCONNECT_REQUEST: {
    schema: connections.Disconnect,
    answer: connections.DisconnectResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: ['NOT_CONNECTED'],
  },
  FETCH_CONNECTIONS_REQUEST: {
    schema: connections.FetchConnections,
    answer: connections.FetchConnectionsResponse,
    room: 'connection',
    bucket: frames,
    access: 'account',
    errors: [],
  },
  CREATE_REQUEST: {
    schema: channels.Create,
    answer: channels.CreateResponse,
    room: 'channel',
    bucket: frames,
    access: 'account',
    errors: ['NOT_CONNECTED', 'CHANNEL_LIMIT'],
  },
  UPDATE_CHANNEL_REQUEST: {
    schema: channels.UpdateChannel,
    answer: channels.UpdateChannelResponse,
    room: 'channel',
    bucket: frames,
    access: 'owner',
    errors: ['NOT_A_MEMBER', 'NOT_OWNER', 'DIRECT_CHANNEL'],
  },
  FETCH_CHANNELS_REQUEST: {
    schema: channels.FetchChannels,
    answer: channels.FetchChannelsResponse,
    room: 'channel',
    bucket: frames,
    access: 'account',
    errors: [],
  },
  FETCH_PUBLIC_CHANNELS_REQUEST: {
    schema: channels.FetchPublicChannels,
    answer: channels.FetchPublicChannelsResponse,
    room: 'channel',
    bucket: frames,
    access: 'account',
    errors: [],
  },
  FETCH_CHANNEL_INVITE_CODE_REQUEST: {
    schema: channels.FetchChannelInviteCode,
    answer: channels.FetchChannelInviteCodeResponse,
    room: 'channel',
    bucket: frames,
    access: 'member',
    errors: ['NOT_A_MEMBER', 'DIRECT_CHANNEL'],
  },
  RESET_CHANNEL_INVITE_CODE_REQUEST: {
    schema: channels.ResetChannelInviteCode,
    answer: channels.ResetChannelInviteCodeResponse,
    room: 'channel',
    bucket: frames,
    access: 'owner',
    errors: ['NOT_A_MEMBER', 'NOT_OWNER', 'DIRECT_CHANNEL'],
  },
  JOIN_REQUEST: {
    schema: channels.Join,
    answer: channels.JoinResponse,
    room: 'channel',
    bucket: frames,
    access: 'account',
    errors: ['UNKNOWN_INVITE_CODE', 'NOT_A_MEMBER', 'CHANNEL_FULL', 'CHANNEL_LIMIT'],
  },
  ENTER_REQUEST: {
    schema: channels.Enter,
    answer: channels.EnterResponse,
    room: 'channel',
    bucket: frames,
    access: 'member',
    errors: ['NOT_A_MEMBER'],
  },
  LEAVE_REQUEST: { schema: channels.Leave, answer: channels.LeaveResponse, room: 'channel', bucket: frames, access: 'account', errors: [] },
  QUIT_REQUEST: {
    schema: channels.Quit,
    answer: channels.QuitResponse,
    room: 'channel',
    bucket: frames,
    access: 'member',
    errors: ['NOT_A_MEMBER'],
  },
  REMOVE_MEMBER_REQUEST: {
    schema: channels.RemoveMember,
    answer: channels.RemoveMemberResponse,
    room: 'channel',
    bucket: frames,
    access: 'owner',
    errors: ['NOT_A_MEMBER', 'NOT_OWNER', 'DIRECT_CHANNEL'],
  },
  HAND_OVER_REQUEST: {
    schema: channels.HandOver,
    answer: channels.HandOverResponse,
    room: 'channel',
    bucket: frames,
    access: 'owner',
    errors: ['NOT_A_MEMBER', 'NOT_OWNER', 'DIRECT_CHANNEL'],
  },
  SET_NOTIFY_REQUEST: {
    schema: channels.SetNotify,
    answer: channels.SetNotifyResponse,
    room: 'channel',
    bucket: frames,
    access: 'member',
    errors: ['NOT_A_MEMBER'],
  },
  FETCH_MEMBERS_REQUEST: {
    schema: channels.FetchMembers,
    answer: channels.FetchMembersResponse,
    room: 'channel',
    bucket: frames,
    access: 'member',
    errors: ['NOT_A_MEMBER'],
  },
  WRITE_MESSAGE: {
    schema: messages.WriteMessage,
    answer: messages.WriteMessageAck,
    room: 'message',
    bucket: writes,
    access: 'member',
    errors: ['NO_ACTIVE_CHANNEL', 'NOT_YOURSELF', 'NOT_A_MEMBER', 'NOT_CONNECTED', 'IDEMPOTENCY_CONFLICT'],
  },
  READ_MESSAGE_ACK: { schema: messages.ReadMessageAck, room: 'message', bucket: signals, access: 'member', errors: ['NOT_A_MEMBER'] },
  FETCH_MESSAGES_REQUEST: {
    schema: messages.FetchMessages,
    answer: messages.FetchMessagesResponse,
    room: 'message',
    bucket: frames,
    access: 'member',
    errors: ['NOT_A_MEMBER'],
  },
  SEARCH_MESSAGES_REQUEST: {
    schema: messages.SearchMessages,
    answer: messages.SearchMessagesResponse,
    room: 'message',
    bucket: frames,
    access: 'account',
    errors: ['NOT_A_MEMBER'],
  },
  TYPING: { schema: messages.Typing, room: 'message', bucket: signals, access: 'member', errors: ['NOT_A_MEMBER', 'NOT_CONNECTED'] },
  FETCH_PRESENCE_REQUEST: {
    schema: session.FetchPresence,
    answer: session.FetchPresenceResponse,
    room: 'gateway',
    bucket: frames,
    access: 'account',
    errors: [],
  },
  RESUME: { schema: messages.Resume, answer: messages.Synced, room: 'gateway', bucket: frames, access: 'account', errors: [] },
  KEEP_ALIVE: {
    schema: session.KeepAlive,
    answer: session.KeepAliveResponse,
    room: 'gateway',
    bucket: signals,
    access: 'account',
    errors: [],
  },
} as const satisfies Record<string, RequestDefinition>;

export type RequestType = keyof typeof requests;
/** A request after its schema: channel ids are numbers, texts are trimmed. */
export type RequestFrame<T extends RequestType = RequestType> = { [K in T]: z.output<(typeof requests)[K]['schema']> }[T];

export const notifications = {
  HELLO: session.Hello,
  GOING_AWAY: session.GoingAway,
  ASK_INVITE: connections.AskInvite,
  NOTIFY_INVITE: connections.NotifyInvite,
  NOTIFY_ACCEPT: connections.NotifyAccept,
  NOTIFY_REJECT: connections.NotifyReject,
  NOTIFY_DISCONNECT: connections.NotifyDisconnect,
  NOTIFY_JOIN: channels.NotifyJoin,
  NOTIFY_CHANNEL: channels.NotifyChannel,
  NOTIFY_QUIT: channels.NotifyQuit,
  NOTIFY_ROLE: channels.NotifyRole,
  NOTIFY_LEVEL: channels.NotifyLevel,
  NOTIFY_MESSAGE: messages.NotifyMessage,
  NOTIFY_READ: messages.NotifyRead,
  NOTIFY_UNREAD: messages.NotifyUnread,
  NOTIFY_TYPING: messages.NotifyTyping,
  NOTIFY_PRESENCE: session.NotifyPresence,
  NOTIFY_PROFILE: session.NotifyProfile,
  NOTIFY_SETTINGS: session.NotifySettings,
  RESET: messages.Reset,
} as const;
export type NotificationType = keyof typeof notifications;
export type NotificationFrame<T extends NotificationType = NotificationType> = { [K in T]: z.output<(typeof notifications)[K]> }[T];

type Answered = { [K in RequestType]: (typeof requests)[K] extends { answer: z.ZodType } ? K : never }[RequestType];
export type AnswerFrame<T extends Answered = Answered> = {
  [K in T]: (typeof requests)[K] extends { answer: infer A extends z.ZodType } ? z.output<A> : never;
}[T];
export const ErrorFrame = session.ErrorFrame;
export type ErrorFrame = z.output<typeof ErrorFrame>;

/** Anything that a `maru.1` socket hears. */
export type ServerFrame = AnswerFrame | NotificationFrame | ErrorFrame;
