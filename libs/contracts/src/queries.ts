/**
 * Questions between services, answered at once. They change nothing, but for a session's own life (activity, tickets), what an operator does,
 * and what comes of being named for the first time: a guest, a common channel, people who write to each other without having been invited.
 */
import { z } from 'zod';
import { Person } from './asker.js';
import { NewPassword, Tokens } from './http.js';
import { QuietHours } from './quiet-hours.js';
import { AnswerSchemas } from './query-answers.js';
import { ChannelKind, ConnectionStatus, Extra, Id, Notify, Sequence, Time } from './values.js';

export interface Query<A extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly owner: 'auth' | 'connection' | 'channel' | 'message' | 'push';
  readonly ask: A;
  readonly answer: R;
}

function query<A extends z.ZodType, R extends z.ZodType>(name: string, ask: A, answer: R): Query<A, R> {
  return { name, owner: name.slice(0, name.indexOf('.')) as Query['owner'], ask, answer };
}

const asked = { person: Person };
const SessionView = z.object({ userId: Id, username: z.string(), sessionId: z.string(), expiresAt: Time });
export type SessionView = z.infer<typeof SessionView>;

/** For a handshake or a call. The first that is there counts (ticket, then bearer, then cookie); a ticket is spent by it. Absent session: refused. */
export const Authenticate = query(
  'auth.authenticate',
  z.object({
    ticket: z.string().optional(),
    bearer: z.string().optional(),
    cookie: z.string().optional(),
    userAgent: z.string().optional(),
  }),
  z.object({ session: SessionView.optional() }),
);
/** Somebody did something in this session: it lives on (`extend: false` only looks). Absent: it has ended. Asked at most once a minute and session. */
export const TouchSession = query(
  'auth.touch-session',
  z.object({ userId: Id, sessionId: z.string(), extend: z.boolean() }),
  z.object({ session: SessionView.optional() }),
);

/**
 * A guest is somebody of an older dialect, who has a name and no password. `enter`: makes the name where it is new; `make`: it must be new;
 * `find`: it must be there. An account's name, or one that looks like it, is never a guest's.
 */
export const AdmitGuest = query(
  'auth.admit-guest',
  z.object({ name: z.string(), wish: z.enum(['enter', 'make', 'find']), address: z.string() }),
  z.union([
    z.object({ guest: Person }),
    z.object({ refused: z.enum(['BAD_NAME', 'OF_AN_ACCOUNT', 'TAKEN', 'UNKNOWN', 'RATE_LIMITED']), retryAfterMs: Id.optional() }),
  ]),
);
export type GuestAdmitted = z.infer<typeof AdmitGuest.answer>;

/** Why an account could not be made or opened: a code of problem details, with its status. */
const Refused = z.object({ status: z.int(), message: z.string(), retryAfterMs: Id.optional() });
/** Of an account that is known by an e-mail. They are tried as often as anywhere, and as slowly. */
const byMail = { address: z.string() };
/** The name is made of the e-mail. */
export const RegisterByMail = query(
  'auth.register-by-mail',
  z.object({ email: z.string(), password: z.string(), ...byMail }),
  z.union([z.object({ ...Person.shape, email: z.string() }), z.object({ refused: Refused })]),
);
/** Its access tokens name the user as older dialects do, and hold an hour. */
export const LogInByMail = query(
  'auth.log-in-by-mail',
  z.object({ email: z.string(), password: z.string(), userAgent: z.string(), ...byMail }),
  z.union([z.object({ tokens: Tokens }), z.object({ refused: Refused })]),
);
export const RefreshByMail = query(
  'auth.refresh-by-mail',
  z.object({ refreshToken: z.string(), ...byMail }),
  z.union([z.object({ tokens: Tokens }), z.object({ refused: Refused })]),
);
/** Whatever of a session is shown, it has ended when this is answered. */
export const LogOutByMail = query(
  'auth.log-out-by-mail',
  z.object({ bearer: z.string().optional(), refreshToken: z.string().optional() }),
  z.object({}),
);

/** Of these users, those who have quiet hours, with them. */
export const FindQuietHours = query(
  'auth.find-quiet-hours',
  z.object({ userIds: z.array(Id) }),
  z.object({ users: z.array(z.object({ userId: Id, quietHours: QuietHours })) }),
);

/** Of these users, those who gave themselves a name, with it. */
export const FindProfiles = query(
  'auth.find-profiles',
  z.object({ userIds: z.array(Id) }),
  z.object({ profiles: z.array(z.object({ userId: Id, displayName: z.string() })) }),
);

/** Of these users, those who have an account, and whether it is known by its e-mail. Guests and those who have left are none. */
export const FindPeople = query(
  'auth.find-people',
  z.object({ userIds: z.array(Id) }),
  z.object({ people: z.array(z.object({ ...Person.shape, byMail: z.boolean() })) }),
);

export const FetchUserInviteCodeQuery = query('connection.fetch-user-invite-code', z.object(asked), AnswerSchemas.userInviteCode);
export const FetchConnectionsQuery = query(
  'connection.fetch-connections',
  z.object({ ...asked, status: ConnectionStatus }),
  AnswerSchemas.connections,
);
/** Which of these names are accepted friends of the user. Names that are not are left out. At most 1,000 names. */
export const FindFriends = query(
  'connection.find-friends',
  z.object({ userId: Id, usernames: z.array(z.string()) }),
  z.object({ friends: z.array(Person) }),
);
/** Whether two people are connected now, and how many changes their pair has seen. */
export const AreConnected = query(
  'connection.are-connected',
  z.object({ userIds: z.tuple([Id, Id]) }),
  z.object({ connected: z.boolean(), version: Sequence }),
);
/**
 * The first connects the second without a code, as if he had invited him and been accepted: for dialects that know no invitations.
 * What has been ended or declined stays so. Throws CONNECTION_LIMIT.
 */
export const Connect = query('connection.connect', z.object({ people: z.tuple([Person, Person]) }), z.object({ connected: z.boolean() }));

export const FetchChannelsQuery = query('channel.fetch-channels', z.object(asked), AnswerSchemas.channels);
export const FetchPublicChannelsQuery = query(
  'channel.fetch-public-channels',
  z.object({ ...asked, query: z.string().optional(), cursor: z.string().optional() }),
  AnswerSchemas.publicChannels,
);
export const FetchChannelInviteCodeQuery = query(
  'channel.fetch-channel-invite-code',
  z.object({ ...asked, channelId: Id }),
  AnswerSchemas.channelInviteCode,
);
export const FetchMembersQuery = query(
  'channel.fetch-members',
  z.object({ ...asked, channelId: Id, cursor: z.string().optional() }),
  AnswerSchemas.members,
);
/** The channels that a user hears. */
export const FindMemberships = query('channel.find-memberships', z.object({ userId: Id }), z.object({ channelIds: z.array(Id) }));
/** The channel that a session has entered, until it leaves or quits it. */
export const FindActiveChannel = query(
  'channel.find-active-channel',
  z.object({ userId: Id, sessionId: z.string() }),
  z.object({ channelId: Id.optional() }),
);
/** Of these channels, those whose history the user may read. The truth, not a cache. */
export const FilterReadable = query(
  'channel.filter-readable',
  z.object({ userId: Id, channelIds: z.array(Id) }),
  z.object({ channelIds: z.array(Id) }),
);
/** The direct channel of two people, where there is one. `open`: neither has quit his view of it. */
export const FindDirectChannel = query(
  'channel.find-direct-channel',
  z.object({ userIds: z.tuple([Id, Id]) }),
  z.object({ channelId: Id.optional(), open: z.boolean().default(false) }),
);
/** What kind of channel it is; of a direct one also whose. Neither ever changes. Absent: there is none. */
export const DescribeChannel = query(
  'channel.describe-channel',
  z.object({ channelId: Id }),
  z.object({ channel: z.object({ kind: ChannelKind, people: z.array(Person) }).optional() }),
);
export type ChannelDescription = NonNullable<z.infer<typeof DescribeChannel.answer>['channel']>;
const PublicChannel = z.object({ channelId: Id, title: z.string() });
export type PublicChannel = z.infer<typeof PublicChannel>;
/** A channel that anybody may visit: hear and read without being a member. Absent: there is none, or it is not public. */
export const FindPublicChannel = query(
  'channel.find-public-channel',
  z.union([z.object({ channelId: Id }), z.object({ commonKey: z.string() })]),
  z.object({ channel: PublicChannel.optional() }),
);
/** Those who are in a public channel, the longest first. None of a channel that is not public. */
export const FindPublicMembers = query(
  'channel.find-public-members',
  z.object({ channelId: Id, limit: z.int().positive() }),
  z.object({ userIds: z.array(Id) }),
);
/** The public channels that a user is in, the last joined first. */
export const FindPublicMemberships = query(
  'channel.find-public-memberships',
  z.object({ userId: Id, limit: z.int().positive() }),
  z.object({ channelIds: z.array(Id) }),
);
/** A public channel that nobody owns and that stays when it is empty; the one of this key, where there is a key and it has been opened before. */
export const OpenCommonChannel = query(
  'channel.open-common-channel',
  z.object({ title: z.string(), commonKey: z.string().optional() }),
  z.object({ channel: PublicChannel }),
);
export const NotifiedMember = z.object({ ...Person.shape, notify: Notify.exclude(['NONE']) });
export type NotifiedMember = z.infer<typeof NotifiedMember>;
/** Whom a message of this channel may be pushed to: members who have not silenced it, and of what they want to hear. Direct views that were quit are left out. */
export const FindNotified = query(
  'channel.find-notified',
  z.object({ channelId: Id }),
  z.object({ title: z.string(), kind: ChannelKind, members: z.array(NotifiedMember) }),
);

export const FetchMessagesQuery = query(
  'message.fetch-messages',
  z.object({
    ...asked,
    channelId: Id,
    startMessageSequence: Sequence.optional(),
    endMessageSequence: Sequence.optional(),
    before: Sequence.optional(),
    after: Sequence.optional(),
    limit: z.int().optional(),
  }),
  AnswerSchemas.messages,
);
const VisitedMessage = z.object({
  messageSequence: Sequence,
  senderId: Id,
  username: z.string(),
  content: z.string(),
  createdAt: Time,
  extra: Extra.optional(),
});
export type VisitedMessage = z.infer<typeof VisitedMessage>;
/** The last messages of a public channel, ascending, for a visitor. */
export const ReadPublicChannel = query(
  'message.read-public-channel',
  z.object({ channelId: Id, limit: z.int().positive() }),
  z.object({ messages: z.array(VisitedMessage) }),
);
/** In one channel, or in all that the user may read. */
export const SearchMessagesQuery = query(
  'message.search-messages',
  z.object({ ...asked, query: z.string(), channelId: Id.optional(), cursor: z.string().optional(), limit: z.int().optional() }),
  AnswerSchemas.foundMessages,
);
/**
 * What was missed in one channel after a sequence: the encoded `NOTIFY_MESSAGE`s, that of the next sequence first and none left out, or that the
 * client must start afresh.
 */
export const ReplayMessages = query(
  'message.replay-messages',
  z.object({ ...asked, channelId: Id, afterSequence: Sequence }),
  z.object({ reset: z.boolean(), frames: z.array(z.string()) }),
);
/** The state of many channels for one user. A pointer that is not known yet counts as having read all. */
export const FindUnread = query(
  'message.find-unread',
  z.object({ userId: Id, channelIds: z.array(Id) }),
  z.object({
    channels: z.array(
      z.object({
        channelId: Id,
        lastMessageSequence: Sequence,
        lastReadMessageSequence: Sequence,
        lastMessage: AnswerSchemas.lastMessage.optional(),
      }),
    ),
  }),
);
/** How far each of these people has read one channel. */
export const FindReadPointers = query(
  'message.find-read-pointers',
  z.object({ channelId: Id, userIds: z.array(Id) }),
  z.object({ lastMessageSequence: Sequence, pointers: z.array(z.object({ userId: Id, lastReadMessageSequence: Sequence })) }),
);

/** Everything that a service keeps about one person, for `maru export`. */
const exported = z.object({ userId: Id, username: z.string() });
export const ExportedData = z.object({ service: z.string(), records: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) });
export const ExportAuthData = query('auth.export-data', exported, ExportedData);
export const ExportConnectionData = query('connection.export-data', exported, ExportedData);
export const ExportChannelData = query('channel.export-data', exported, ExportedData);
export const ExportMessageData = query('message.export-data', exported, ExportedData);
export const ExportPushData = query('push.export-data', exported, ExportedData);

/** What an operator wants to know of accounts, and does to them: for `maru users`. By id, a page at a time; or the one of a name. */
export const FindAccounts = query(
  'auth.find-accounts',
  z.object({ username: z.string().optional(), afterUserId: z.int().min(0), limit: z.int().positive() }),
  z.object({
    accounts: z.array(z.object({ userId: Id, username: z.string(), createdAt: Time, unregisteredAt: Time.optional(), sessions: z.int() })),
  }),
);
/** For somebody who has forgotten it. All sessions end with the old one. */
export const ResetPassword = query(
  'auth.reset-password',
  z.object({ username: z.string(), newPassword: NewPassword }),
  z.object({ outcome: z.enum(['reset', 'no-account', 'bad-password']), endedSessions: z.int() }),
);
/** All of one account: a device was lost. */
export const EndSessions = query(
  'auth.end-sessions',
  z.object({ username: z.string() }),
  z.object({ outcome: z.enum(['ended', 'no-account']), endedSessions: z.int() }),
);
