import { NotifyMessage, NotifyRead, NotifyTyping, NotifyUnread, WriteMessageAck } from '@maru/contracts';
import { expect, it } from 'vitest';
import { notifyMessage, notifyRead, notifyTyping, notifyUnread, ownNotifyMessage, viewOf, writeMessageAck } from './message.frames.js';

const message = {
  channelId: 42,
  messageSequence: 7,
  senderId: 1,
  username: 'alice',
  content: '안녕하세요!',
  clientMessageId: 'mine',
  chosenByClient: true,
  createdAt: 1795219200000,
};
const given = { ...message, chosenByClient: false };

it('writes frames as the protocol spells them, the type first', () => {
  const channelId = { id: 42 };
  const shown = { messageSequence: 7, username: 'alice', content: '안녕하세요!', createdAt: 1795219200000 };
  expect(notifyMessage(message)).toBe(JSON.stringify({ type: 'NOTIFY_MESSAGE', channelId, ...shown }));
  expect(writeMessageAck(message)).toBe(
    JSON.stringify({ type: 'WRITE_MESSAGE_ACK', channelId, messageSequence: 7, createdAt: 1795219200000, clientMessageId: 'mine' }),
  );
  expect(notifyRead(42, 'bob', 5)).toBe(JSON.stringify({ type: 'NOTIFY_READ', channelId, username: 'bob', lastReadMessageSequence: 5 }));
  expect(notifyUnread(42, 2, 7)).toBe(JSON.stringify({ type: 'NOTIFY_UNREAD', channelId, unreadCount: 2, lastMessageSequence: 7 }));
  expect(notifyTyping(42, 'bob')).toBe(JSON.stringify({ type: 'NOTIFY_TYPING', channelId, username: 'bob' }));
});

it('shows a client id to its sender only, and only where the client chose it', () => {
  expect(viewOf(message, 1).clientMessageId).toBe('mine');
  expect(viewOf(message, 2)).not.toHaveProperty('clientMessageId');
  expect(viewOf(message)).not.toHaveProperty('clientMessageId');
  expect(viewOf(given, 1)).not.toHaveProperty('clientMessageId');
  expect(writeMessageAck(given)).not.toContain('clientMessageId');
  expect(notifyMessage(given, 1)).toBe(notifyMessage(given));
  for (const one of [message, given]) expect(ownNotifyMessage(notifyMessage(one), one)).toBe(notifyMessage(one, 1));
});

it('fits the contracts to the last field', () => {
  const fits = (schema: { parse: (value: unknown) => unknown }, frame: string) =>
    expect(schema.parse(JSON.parse(frame))).toEqual(JSON.parse(frame));
  fits(NotifyMessage, notifyMessage(message, 1));
  fits(WriteMessageAck, writeMessageAck(message));
  fits(NotifyRead, notifyRead(42, 'bob', 5));
  fits(NotifyUnread, notifyUnread(42, 2, 7));
  fits(NotifyTyping, notifyTyping(42, 'bob'));
});
