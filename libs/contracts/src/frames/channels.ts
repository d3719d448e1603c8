/** Channels and who is in them. */
import { z } from 'zod';
import { CREATE_PARTICIPANTS } from '../limits.js';
import { ChannelKind, ChannelRef, Count, IncomingChannelId, Name, Notify, Role, Sequence, Title, text } from '../values.js';
import { answer, notification, request, ruled } from './frame.js';
import { MessageView } from './messages.js';

const channelId = { id: 42 };
const CODE = '2M8V5N2B6H0J7T4RA7ZK3Q9X4C';
const only = { channelId: IncomingChannelId };

export const Create = ruled(
  request(
    'CREATE_REQUEST',
    {
      participantUsername: Name.optional(),
      participantUsernames: z.array(Name).min(1).max(CREATE_PARTICIPANTS).optional(),
      title: Title.optional(),
      public: z.boolean().optional(),
    },
    { participantUsernames: ['bob', 'carol'], title: '점심' },
  ),
  (frame, refuse) => {
    const direct = frame.participantUsername !== undefined;
    if (direct === (frame.participantUsernames !== undefined))
      refuse('participantUsername', 'exactly one of participantUsername and participantUsernames');
    else if (!direct && frame.title === undefined) refuse('title', 'a group needs a title');
    else if (direct && frame.public === true) refuse('public', 'a direct channel cannot be public');
  },
);
export const CreateResponse = answer(
  'CREATE_RESPONSE',
  { channelId: ChannelRef, title: z.string(), kind: ChannelKind, public: z.boolean() },
  { channelId, title: '점심', kind: 'GROUP', public: false },
);
/** `username` joined; `by` is who did it, where someone else did. One's own name: a channel of mine is new. */
export const NotifyJoin = notification(
  'NOTIFY_JOIN',
  {
    channelId: ChannelRef,
    title: z.string(),
    kind: ChannelKind,
    public: z.boolean(),
    username: z.string(),
    by: z.string().optional(),
  },
  { channelId, title: '점심', kind: 'GROUP', public: false, username: 'bob', by: 'alice' },
);

export const UpdateChannel = ruled(
  request('UPDATE_CHANNEL_REQUEST', { ...only, title: Title.optional(), public: z.boolean().optional() }, { channelId: 42, title: '저녁' }),
  (frame, refuse) => {
    if (frame.title === undefined && frame.public === undefined) refuse('title', 'needs a title or public');
  },
);
const titleAndPublic = { channelId: ChannelRef, title: z.string(), public: z.boolean() };
export const UpdateChannelResponse = answer('UPDATE_CHANNEL_RESPONSE', titleAndPublic, { channelId, title: '저녁', public: false });
export const NotifyChannel = notification('NOTIFY_CHANNEL', titleAndPublic, { channelId, title: '저녁', public: false });

export const FetchChannels = request('FETCH_CHANNELS_REQUEST', {});
export const ChannelView = z.object({
  channelId: ChannelRef,
  title: z.string(),
  kind: ChannelKind,
  public: z.boolean(),
  headCount: Count,
  with: z.string().optional(),
  lastMessage: MessageView.optional(),
  lastMessageSequence: Sequence,
  lastReadMessageSequence: Sequence,
  unreadCount: Count,
  notify: Notify,
});
export type ChannelView = z.infer<typeof ChannelView>;
export const FetchChannelsResponse = answer(
  'FETCH_CHANNELS_RESPONSE',
  { channels: z.array(ChannelView) },
  {
    channels: [
      {
        channelId,
        title: '점심',
        kind: 'GROUP',
        public: false,
        headCount: 3,
        lastMessage: { messageSequence: 7, username: 'alice', content: '안녕하세요!', createdAt: 1795219200000 },
        lastMessageSequence: 7,
        lastReadMessageSequence: 5,
        unreadCount: 2,
        notify: 'ALL',
      },
    ],
  },
);

export const FetchPublicChannels = request(
  'FETCH_PUBLIC_CHANNELS_REQUEST',
  { query: text(0, 100).optional(), cursor: z.string().max(64).optional() },
  { query: '점심' },
);
export const PublicChannelView = z.object({ channelId: ChannelRef, title: z.string(), headCount: Count, joined: z.boolean() });
export type PublicChannelView = z.infer<typeof PublicChannelView>;
export const FetchPublicChannelsResponse = answer(
  'FETCH_PUBLIC_CHANNELS_RESPONSE',
  { channels: z.array(PublicChannelView), cursor: z.string().optional() },
  { channels: [{ channelId, title: '점심', headCount: 3, joined: true }] },
);

const code = { channelId: ChannelRef, inviteCode: z.string() };
export const FetchChannelInviteCode = request('FETCH_CHANNEL_INVITE_CODE_REQUEST', only, { channelId: 42 });
export const FetchChannelInviteCodeResponse = answer('FETCH_CHANNEL_INVITE_CODE_RESPONSE', code, { channelId, inviteCode: CODE });
export const ResetChannelInviteCode = request('RESET_CHANNEL_INVITE_CODE_REQUEST', only, { channelId: 42 });
export const ResetChannelInviteCodeResponse = answer('RESET_CHANNEL_INVITE_CODE_RESPONSE', code, { channelId, inviteCode: CODE });

export const Join = ruled(
  request('JOIN_REQUEST', { inviteCode: z.string().optional(), channelId: IncomingChannelId.optional() }, { inviteCode: CODE }),
  (frame, refuse) => {
    if ((frame.inviteCode === undefined) === (frame.channelId === undefined))
      refuse('inviteCode', 'exactly one of inviteCode and channelId');
  },
);
export const JoinResponse = answer(
  'JOIN_RESPONSE',
  { channelId: ChannelRef, title: z.string(), kind: ChannelKind },
  { channelId, title: '점심', kind: 'GROUP' },
);

export const Enter = request('ENTER_REQUEST', only, { channelId: 42 });
export const EnterResponse = answer(
  'ENTER_RESPONSE',
  { channelId: ChannelRef, title: z.string(), lastReadMessageSequence: Sequence, lastMessageSequence: Sequence },
  { channelId, title: '점심', lastReadMessageSequence: 5, lastMessageSequence: 7 },
);
export const Leave = request('LEAVE_REQUEST', {});
export const LeaveResponse = answer('LEAVE_RESPONSE', {});

export const Quit = request('QUIT_REQUEST', only, { channelId: 42 });
export const QuitResponse = answer('QUIT_RESPONSE', { channelId: ChannelRef }, { channelId });
export const NotifyQuit = notification(
  'NOTIFY_QUIT',
  { channelId: ChannelRef, username: z.string(), by: z.string().optional() },
  { channelId, username: 'bob' },
);

const member = { channelId: IncomingChannelId, username: Name };
const memberAnswer = { channelId: ChannelRef, username: z.string() };
export const RemoveMember = request('REMOVE_MEMBER_REQUEST', member, { channelId: 42, username: 'bob' });
export const RemoveMemberResponse = answer('REMOVE_MEMBER_RESPONSE', memberAnswer, { channelId, username: 'bob' });
export const HandOver = request('HAND_OVER_REQUEST', member, { channelId: 42, username: 'bob' });
export const HandOverResponse = answer('HAND_OVER_RESPONSE', memberAnswer, { channelId, username: 'bob' });
export const NotifyRole = notification(
  'NOTIFY_ROLE',
  { channelId: ChannelRef, username: z.string(), role: Role },
  { channelId, username: 'bob', role: 'OWNER' },
);

export const SetNotify = request('SET_NOTIFY_REQUEST', { ...only, notify: Notify }, { channelId: 42, notify: 'NONE' });
export const SetNotifyResponse = answer('SET_NOTIFY_RESPONSE', { channelId: ChannelRef, notify: Notify }, { channelId, notify: 'NONE' });

/** On my own other sockets: of what I am told in this channel from now on. */
export const NotifyLevel = notification('NOTIFY_LEVEL', { channelId: ChannelRef, notify: Notify }, { channelId, notify: 'NONE' });

export const FetchMembers = request('FETCH_MEMBERS_REQUEST', { ...only, cursor: z.string().max(64).optional() }, { channelId: 42 });
export const MemberView = z.object({
  username: z.string(),
  displayName: z.string().optional(),
  role: Role,
  lastReadMessageSequence: Sequence,
});
export type MemberView = z.infer<typeof MemberView>;
export const FetchMembersResponse = answer(
  'FETCH_MEMBERS_RESPONSE',
  { channelId: ChannelRef, members: z.array(MemberView), cursor: z.string().optional() },
  { channelId, members: [{ username: 'alice', displayName: '앨리스', role: 'OWNER', lastReadMessageSequence: 7 }] },
);
