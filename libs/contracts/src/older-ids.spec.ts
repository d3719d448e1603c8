import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelIdOfRoom, olderRoomId, publicUserId, userIdOf } from './older-ids.js';

it('names each user by 8 digits, and finds him by them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (userId) => {
      expect(publicUserId(userId)).toMatch(/^user_[0-9a-f]{8}$/);
      expect(userIdOf(publicUserId(userId))).toBe(userId);
    }),
  );
});

it('names neighbours apart', () => {
  expect(publicUserId(1).slice(0, 8)).not.toBe(publicUserId(2).slice(0, 8));
  expect(new Set(Array.from({ length: 1_000 }, (_, userId) => publicUserId(userId + 1))).size).toBe(1_000);
});

it.each(['', 'user_', 'user_0123456', 'user_012345678', 'USER_01234567', 'user_0123456G', publicUserId(0), '7'])(
  'finds nobody by %j',
  (text) => {
    expect(userIdOf(text)).toBeUndefined();
  },
);

it('refuses what cannot be a user id', () => {
  expect(() => publicUserId(2 ** 32)).toThrow(RangeError);
});

it('names a room by what looks like the time of its making', () => {
  expect(olderRoomId(42)).toBe('room_1700000000042');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (channelId) => {
      expect([olderRoomId(channelId), `room_${channelId}`, String(channelId)].map(channelIdOfRoom)).toEqual([
        channelId,
        channelId,
        channelId,
      ]);
    }),
  );
});

it.each(['', 'room_', 'room_0', '0', '-1', '1.5', 'room_1700000000000', 'room_99999999999999999', '42 ', 'lobby'])(
  'finds no room by %j',
  (text) => {
    expect(channelIdOfRoom(text)).toBeUndefined();
  },
);
