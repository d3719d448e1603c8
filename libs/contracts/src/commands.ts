/** What a gateway, or another service, asks a service to do. Keyed, so that one after the other is one after the other. */
import { z } from 'zod';
import { Asker, Person } from './asker.js';
import { topic } from './topics.js';
import { ClientMessageId, Content, Extra, Id, Name, Notify, Sequence, Time, Title } from './values.js';

/** `asker` is absent where no socket waits for an answer. `at` is when the gateway took the frame. */
function command<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), v: z.literal(1), commandId: z.string(), asker: Asker, at: Time, ...shape });
}

export const InviteCommand = command('Invite', { userInviteCode: z.string() });
export type InviteCommand = z.infer<typeof InviteCommand>;
export const AcceptCommand = command('Accept', { username: Name });
export type AcceptCommand = z.infer<typeof AcceptCommand>;
export const RejectCommand = command('Reject', { username: Name });
export type RejectCommand = z.infer<typeof RejectCommand>;
export const DisconnectCommand = command('Disconnect', { username: Name });
export type DisconnectCommand = z.infer<typeof DisconnectCommand>;
export const ResetUserInviteCodeCommand = command('ResetUserInviteCode', {});
export type ResetUserInviteCodeCommand = z.infer<typeof ResetUserInviteCodeCommand>;
export const ConnectionCommand = z.discriminatedUnion('type', [
  InviteCommand,
  AcceptCommand,
  RejectCommand,
  DisconnectCommand,
  ResetUserInviteCodeCommand,
]);
export type ConnectionCommand = z.infer<typeof ConnectionCommand>;

/** Keyed by who asks: the other party of an INVITE is known only behind its code. The rows' locks order what two people do. */
export const connectionCommands = topic({
  name: 'connection.commands',
  kind: 'commands',
  owner: 'connection',
  schema: ConnectionCommand,
  key: (record) => record.asker.userId,
});

const ofChannel = { channelId: Id };
export const CreateCommand = command('Create', {
  participantUsername: Name.optional(),
  participantUsernames: z.array(Name).optional(),
  /** A group of its maker alone at first: no frame asks for it, but a call of an older dialect. */
  alone: z.boolean().optional(),
  title: z.string().optional(),
  public: z.boolean().optional(),
  /** The frame's `requestId`: a repeated CREATE is the first channel. */
  requestId: z.string().optional(),
});
export const UpdateChannelCommand = command('UpdateChannel', { ...ofChannel, title: Title.optional(), public: z.boolean().optional() });
export const ResetChannelInviteCodeCommand = command('ResetChannelInviteCode', ofChannel);
export const JoinCommand = command('Join', { inviteCode: z.string().optional(), channelId: Id.optional() });
export const EnterCommand = command('Enter', ofChannel);
export const LeaveCommand = command('Leave', {});
export const QuitCommand = command('Quit', ofChannel);
export const RemoveMemberCommand = command('RemoveMember', { ...ofChannel, username: Name });
export const HandOverCommand = command('HandOver', { ...ofChannel, username: Name });
export const SetNotifyCommand = command('SetNotify', { ...ofChannel, notify: Notify });
export const ChannelCommand = z.discriminatedUnion('type', [
  CreateCommand,
  UpdateChannelCommand,
  ResetChannelInviteCodeCommand,
  JoinCommand,
  EnterCommand,
  LeaveCommand,
  QuitCommand,
  RemoveMemberCommand,
  HandOverCommand,
  SetNotifyCommand,
]);
export type ChannelCommand = z.infer<typeof ChannelCommand>;

export const channelCommands = topic({
  name: 'channel.commands',
  kind: 'commands',
  owner: 'channel',
  schema: ChannelCommand,
  key: (record) => ('channelId' in record && record.channelId !== undefined ? record.channelId : record.asker.userId),
});

export const WriteMessageCommand = command('WriteMessage', {
  ...ofChannel,
  clientMessageId: ClientMessageId,
  content: Content,
  chosenByClient: z.boolean(),
  extra: Extra.optional(),
});
export type WriteMessageCommand = z.infer<typeof WriteMessageCommand>;
export const ReadMessageCommand = command('ReadMessage', { ...ofChannel, messageSequence: Sequence });
export type ReadMessageCommand = z.infer<typeof ReadMessageCommand>;
export const TypingCommand = command('Typing', ofChannel);
export type TypingCommand = z.infer<typeof TypingCommand>;

/**
 * Membership travels among the messages of its channel, so that each message is judged by the members of that very moment:
 * whatever is published behind it sees it. The channel service publishes it before it answers the one who asked.
 */
const membership = { v: z.literal(1), commandId: z.string(), ...ofChannel };
/** They are members from here on. Their pointer starts at the last message; where `resumed`, at the pointer they left. */
export const AdmitMembersCommand = z.object({
  type: z.literal('AdmitMembers'),
  ...membership,
  members: z.array(Person),
  direct: z.boolean(),
  resumed: z.boolean(),
});
export type AdmitMembersCommand = z.infer<typeof AdmitMembersCommand>;
/** They are members no more. `keepPointer`: a view of a direct channel that may be brought back. */
export const DismissMembersCommand = z.object({
  type: z.literal('DismissMembers'),
  ...membership,
  userIds: z.array(Id),
  keepPointer: z.boolean(),
});
export type DismissMembersCommand = z.infer<typeof DismissMembersCommand>;
/** Writing in a direct channel stops and starts with the connection of its two. An older `version` than the known one is ignored. */
export const BarChannelCommand = z.object({ type: z.literal('BarChannel'), ...membership, barred: z.boolean(), version: Sequence });
export type BarChannelCommand = z.infer<typeof BarChannelCommand>;

export const MessageCommand = z.discriminatedUnion('type', [
  WriteMessageCommand,
  ReadMessageCommand,
  TypingCommand,
  AdmitMembersCommand,
  DismissMembersCommand,
  BarChannelCommand,
]);
export type MessageCommand = z.infer<typeof MessageCommand>;

export const messageCommands = topic({
  name: 'message.commands',
  kind: 'commands',
  owner: 'message',
  schema: MessageCommand,
  key: (record) => record.channelId,
});
