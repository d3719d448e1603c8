/** Messages, reading, typing, and coming back. */
import { z } from 'zod';
import { RESUME_CHANNELS, SEARCH_PAGE } from '../limits.js';
import { ChannelRef, ClientMessageId, Content, Count, IncomingChannelId, Name, SearchText, Sequence, Time } from '../values.js';
import { answer, notification, request, ruled } from './frame.js';

const channelId = { id: 42 };
const MESSAGE = { messageSequence: 7, username: 'alice', content: '안녕하세요!', createdAt: 1795219200000 };

export const WriteMessage = request(
  'WRITE_MESSAGE',
  {
    content: Content,
    channelId: IncomingChannelId.optional(),
    clientMessageId: ClientMessageId.optional(),
    username: Name.optional(),
  },
  { channelId: 42, content: '안녕하세요!', clientMessageId: '01JD9Z6W4Y' },
);
export const WriteMessageAck = answer(
  'WRITE_MESSAGE_ACK',
  { channelId: ChannelRef, messageSequence: Sequence, createdAt: Time, clientMessageId: z.string().optional() },
  { channelId, messageSequence: 7, createdAt: 1795219200000, clientMessageId: '01JD9Z6W4Y' },
);

/** A message as it stands in a page of history. `clientMessageId` is there on one's own. */
export const MessageView = z.object({
  messageSequence: Sequence,
  username: z.string(),
  content: z.string(),
  createdAt: Time,
  clientMessageId: z.string().optional(),
});
export type MessageView = z.infer<typeof MessageView>;
export const NotifyMessage = notification('NOTIFY_MESSAGE', { channelId: ChannelRef, ...MessageView.shape }, { channelId, ...MESSAGE });

export const ReadMessageAck = request(
  'READ_MESSAGE_ACK',
  { channelId: IncomingChannelId, messageSequence: Sequence },
  { channelId: 42, messageSequence: 7 },
);
export const NotifyRead = notification(
  'NOTIFY_READ',
  { channelId: ChannelRef, username: z.string(), lastReadMessageSequence: Sequence },
  { channelId, username: 'bob', lastReadMessageSequence: 7 },
);
/** The absolute number, on one's own sockets, after one's pointer moved. */
export const NotifyUnread = notification(
  'NOTIFY_UNREAD',
  { channelId: ChannelRef, unreadCount: Count, lastMessageSequence: Sequence },
  { channelId, unreadCount: 0, lastMessageSequence: 7 },
);

export const FetchMessages = ruled(
  request(
    'FETCH_MESSAGES_REQUEST',
    {
      channelId: IncomingChannelId,
      startMessageSequence: Sequence.optional(),
      endMessageSequence: Sequence.optional(),
      before: Sequence.optional(),
      after: Sequence.optional(),
      limit: z.int().min(1).max(100).optional(),
    },
    { channelId: 42, startMessageSequence: 1, endMessageSequence: 50 },
  ),
  (frame, refuse) => {
    const { startMessageSequence: start, endMessageSequence: end, before, after } = frame;
    if ((start === undefined) !== (end === undefined))
      refuse(start === undefined ? 'startMessageSequence' : 'endMessageSequence', 'needs its other end');
    if (start !== undefined && end !== undefined && start > end) refuse('startMessageSequence', 'must not be after endMessageSequence');
    if (before !== undefined && after !== undefined) refuse('after', 'cannot stand beside before');
    if (start !== undefined && (before !== undefined || after !== undefined))
      refuse('startMessageSequence', 'cannot stand beside before or after');
  },
);
export const FetchMessagesResponse = answer(
  'FETCH_MESSAGES_RESPONSE',
  { channelId: ChannelRef, messages: z.array(MessageView) },
  { channelId, messages: [MESSAGE] },
);

/** In one channel, or in all of mine; `cursor` goes on where an answer ended. */
export const SearchMessages = request(
  'SEARCH_MESSAGES_REQUEST',
  {
    query: SearchText,
    channelId: IncomingChannelId.optional(),
    cursor: z.string().max(128).optional(),
    limit: z.int().min(1).max(SEARCH_PAGE).optional(),
  },
  { query: '안녕', channelId: 42 },
);
/** A message, and the channel in which it was found. */
export const FoundMessage = z.object({ channelId: ChannelRef, ...MessageView.shape });
export type FoundMessage = z.infer<typeof FoundMessage>;
/** The latest first. While there is a `cursor` there is more to look into, also where a page has nothing in it. */
export const SearchMessagesResponse = answer(
  'SEARCH_MESSAGES_RESPONSE',
  { messages: z.array(FoundMessage), cursor: z.string().optional() },
  { messages: [{ channelId, ...MESSAGE }] },
);

export const Typing = request('TYPING', { channelId: IncomingChannelId }, { channelId: 42 });
export const NotifyTyping = notification('NOTIFY_TYPING', { channelId: ChannelRef, username: z.string() }, { channelId, username: 'bob' });

/** The last sequence that the client has, per channel. */
export const ResumeCursor = z.tuple([IncomingChannelId, Sequence]);
export const Resume = request('RESUME', { channels: z.array(ResumeCursor).max(RESUME_CHANNELS) }, { channels: [[42, 7]] });
export const Reset = notification('RESET', { channelId: ChannelRef }, { channelId });
export const Synced = answer('SYNCED', {});
