/**
 * What a gateway is told to hand to its sockets, and to know about them. Frames are encoded in `maru.1`, once, by whoever produced them.
 * The deliveries of one producer to one gateway are applied in their order.
 */
import { z } from 'zod';
import { Asker, Person } from './asker.js';
import { FrameErrorCodes } from './frames/session.js';
import { Extra, Id, Sequence, Time } from './values.js';

const Encoded = z.string();
const SocketRef = z.object({ gatewayId: z.string(), socketId: Id });

export const Refusal = z.object({ code: FrameErrorCodes, message: z.string(), retryAfterMs: Id.optional() });
export type Refusal = z.infer<typeof Refusal>;

/** The answer to a request, in its turn. Neither `frame` nor `refusal`: done, nothing to say. The gateway adds the `requestId`. */
export const Answer = z.object({
  kind: z.literal('answer'),
  to: Asker,
  frame: Encoded.optional(),
  refusal: Refusal.optional(),
  /** The other's name, where the frame is of a direct channel: for dialects that show it as the title. */
  with: z.string().optional(),
});

/** To all sockets of a user, but for the one that did it; about a channel: only while they hear it, so that nothing follows a `left` of another sender. */
export const ToUser = z.object({
  kind: z.literal('user'),
  userId: Id,
  frame: Encoded,
  except: SocketRef.optional(),
  channelId: Id.optional(),
});

/** To all sockets of all members, but for those of `exceptUserIds` and the one that did it. */
export const ToChannel = z.object({
  kind: z.literal('channel'),
  channelId: Id,
  frame: Encoded,
  except: SocketRef.optional(),
  exceptUserIds: z.array(Id).optional(),
  /** Only to sockets whose session has entered this channel (typing). */
  activeOnly: z.boolean().optional(),
  /** May be dropped where a socket is slow (typing). */
  ephemeral: z.boolean().optional(),
});

/**
 * A stored message: `frame` to the members' sockets, `own` (with `clientMessageId`) to the sender's other sockets, `ack` to the one that wrote,
 * so that on each socket of the channel acks and messages ascend together. A gateway that has had this sequence before ignores it,
 * except for an awaited ack.
 */
export const Message = z.object({
  kind: z.literal('message'),
  channelId: Id,
  messageSequence: Sequence,
  senderId: Id,
  frame: Encoded,
  own: Encoded,
  ack: z.object({ to: Asker, frame: Encoded }).optional(),
  /** For dialects that keep more of a message than its content. */
  extra: Extra.optional(),
  /** For the gateway's numbers. */
  storedAt: Time.optional(),
});
export type MessageDelivery = z.infer<typeof Message>;

/** From here on these people's sockets hear the channel, or hear it no more; whoever had it as active channel has none then. */
export const Joined = z.object({ kind: z.literal('joined'), channelId: Id, members: z.array(Person) });
export const Left = z.object({ kind: z.literal('left'), channelId: Id, userIds: z.array(Id) });

/** Somebody came to hear this channel as a visitor, or went, with one socket: told by gateways, for dialects whose people are told of it. */
export const Visited = z.object({ kind: z.literal('visited'), channelId: Id, username: z.string(), arrived: z.boolean(), at: Time });
export type Visited = z.infer<typeof Visited>;

/** The session has entered a channel, or left it. */
export const Active = z.object({ kind: z.literal('active'), userId: Id, sessionId: z.string(), channelId: Id.optional() });

/** These two do not see each other's presence any more. */
export const Parted = z.object({ kind: z.literal('parted'), userIds: z.tuple([Id, Id]) });

/** Closes sockets with 4500: of one session, or of all of a user's but one. */
export const SessionEnded = z.object({ kind: z.literal('session-ended'), userId: Id, sessionId: z.string() });

export const Delivered = z.discriminatedUnion('kind', [
  Answer,
  ToUser,
  ToChannel,
  Message,
  Joined,
  Left,
  Visited,
  Active,
  Parted,
  SessionEnded,
]);
export type Delivered = z.infer<typeof Delivered>;
