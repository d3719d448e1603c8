import { olderRoomId, publicUserId } from '@maru/contracts';
import { expect, it } from 'vitest';
import { chatMessage, messageUuid } from './chat-message.js';

const at = new Date(2026, 10, 21, 9, 5, 3, 7).getTime();

it('has all eleven fields, of one person to another', () => {
  const told = chatMessage({ id: 'x', type: 'CHAT', senderId: 1, to: { receiverId: 2 }, content: 'hi', at });
  const [one, other] = [publicUserId(1), publicUserId(2)];
  expect(told).toEqual({
    id: 'x',
    sender: one,
    receiver: other,
    content: 'hi',
    type: 'CHAT',
    roomId: null,
    timestamp: '2026-11-21T09:05:03.007000',
    senderId: one,
    receiverId: other,
    status: null,
    attachmentUrl: null,
  });
});

it('has no receiver in a room, and null where nothing is said', () => {
  const told = chatMessage({ id: 'x', type: 'JOIN', senderId: 1, to: { roomOf: 42 }, at });
  expect(told).toMatchObject({ receiver: null, receiverId: null, roomId: olderRoomId(42), content: null });
  expect(Object.keys(told)).toHaveLength(11);
});

it('is one UUID for a message, and another for any other', () => {
  expect(messageUuid(4, 2)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(messageUuid(4, 2)).toBe(messageUuid(4, 2));
  expect(new Set([messageUuid(4, 2), messageUuid(42, 2), messageUuid(4, 22), messageUuid(4, 3)]).size).toBe(4);
});
