/** Facts, in the past tense. Whoever cares listens; whoever tells does not know who. */
import { z } from 'zod';
import { Person } from './asker.js';
import { topic } from './topics.js';
import { ChannelKind, Id, Notify, Sequence, Time } from './values.js';

function event<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), v: z.literal(1), eventId: z.string(), at: Time, ...shape });
}

export const UserRegistered = event('UserRegistered', Person.shape);
export type UserRegistered = z.infer<typeof UserRegistered>;
export const UserUnregistered = event('UserUnregistered', Person.shape);
export type UserUnregistered = z.infer<typeof UserUnregistered>;
/** How somebody is called beside the username from now on; without a name: not at all. */
export const ProfileChanged = event('ProfileChanged', { ...Person.shape, displayName: z.string().optional() });
export type ProfileChanged = z.infer<typeof ProfileChanged>;
export const UserEvent = z.discriminatedUnion('type', [UserRegistered, UserUnregistered, ProfileChanged]);
export type UserEvent = z.infer<typeof UserEvent>;
export const userEvents = topic({ name: 'user.events', kind: 'events', owner: 'auth', schema: UserEvent, key: (record) => record.userId });

/** `version` counts the changes of this pair: a listener that has seen a higher one ignores the lower. */
const pair = { partnerA: Person, partnerB: Person, version: Sequence };
export const ConnectionInvited = event('ConnectionInvited', { ...pair, inviterUserId: Id });
export const ConnectionAccepted = event('ConnectionAccepted', pair);
export type ConnectionAccepted = z.infer<typeof ConnectionAccepted>;
export const ConnectionRejected = event('ConnectionRejected', { ...pair, inviterUserId: Id });
export const ConnectionEnded = event('ConnectionEnded', { ...pair, byUserId: Id });
export type ConnectionEnded = z.infer<typeof ConnectionEnded>;
export const ConnectionEvent = z.discriminatedUnion('type', [ConnectionInvited, ConnectionAccepted, ConnectionRejected, ConnectionEnded]);
export type ConnectionEvent = z.infer<typeof ConnectionEvent>;
export const connectionEvents = topic({
  name: 'connection.events',
  kind: 'events',
  owner: 'connection',
  schema: ConnectionEvent,
  key: (record) => record.partnerA.userId,
});

const channel = { channelId: Id };
export const ChannelCreated = event('ChannelCreated', {
  ...channel,
  kind: ChannelKind,
  title: z.string(),
  public: z.boolean(),
  members: z.array(Person),
});
export const ChannelUpdated = event('ChannelUpdated', { ...channel, title: z.string(), public: z.boolean() });
export const MemberJoined = event('MemberJoined', { ...channel, member: Person });
export const MemberQuit = event('MemberQuit', { ...channel, member: Person, byUserId: Id.optional() });
export const NotifyChanged = event('NotifyChanged', { ...channel, userId: Id, notify: Notify });
export const OwnerChanged = event('OwnerChanged', { ...channel, owner: Person });
export const ChannelClosed = event('ChannelClosed', channel);
export const ChannelEvent = z.discriminatedUnion('type', [
  ChannelCreated,
  ChannelUpdated,
  MemberJoined,
  MemberQuit,
  NotifyChanged,
  OwnerChanged,
  ChannelClosed,
]);
export type ChannelEvent = z.infer<typeof ChannelEvent>;
export const channelEvents = topic({
  name: 'channel.events',
  kind: 'events',
  owner: 'channel',
  schema: ChannelEvent,
  key: (record) => record.channelId,
});

export const MessageWritten = event('MessageWritten', {
  ...channel,
  messageSequence: Sequence,
  sender: Person,
  content: z.string(),
  createdAt: Time,
});
export type MessageWritten = z.infer<typeof MessageWritten>;
/** Pointers that moved by reading, latest first per person; one event for a whole batch of them. */
export const MessagesRead = event('MessagesRead', {
  ...channel,
  readers: z.array(z.object({ userId: Id, lastReadMessageSequence: Sequence })),
});
export type MessagesRead = z.infer<typeof MessagesRead>;
export const MessageEvent = z.discriminatedUnion('type', [MessageWritten, MessagesRead]);
export type MessageEvent = z.infer<typeof MessageEvent>;
export const messageEvents = topic({
  name: 'message.events',
  kind: 'events',
  owner: 'message',
  schema: MessageEvent,
  key: (record) => record.channelId,
});
