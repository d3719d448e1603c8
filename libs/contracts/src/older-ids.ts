/**
 * How an older dialect names people and rooms: texts of a form that its clients know, made of our numbers and nothing else.
 * Both ways are functions: every account and every public channel has such a name, and nothing is stored for it.
 */

const PUBLIC_USER_ID = /^user_([0-9a-f]{8})$/;
const ROOM_ID = /^(?:room_)?([1-9]\d{0,15})$/;
const NUMBERS = 2 ** 32;
/** Odd, so that multiplying by it modulo 2^32 loses nothing: neighbours get names that do not look like neighbours. */
const FACTOR = 0x9e3779b1;
const INVERSE = inverseOf(FACTOR);
const MASK = 0x5bd1e995;
/** Their rooms are named by the milliseconds of their making; ours look like that. */
const ROOMS_FROM = 1_700_000_000_000;

/** `user_` and 8 hexadecimal digits. */
export function publicUserId(userId: number): string {
  if (!Number.isInteger(userId) || userId < 0 || userId >= NUMBERS) throw new RangeError(`no user id: ${userId}`);
  const mixed = (Math.imul(userId, FACTOR) ^ MASK) >>> 0;
  return `user_${mixed.toString(16).padStart(8, '0')}`;
}

export function userIdOf(publicId: string): number | undefined {
  const digits = PUBLIC_USER_ID.exec(publicId)?.[1];
  if (digits === undefined) return undefined;
  const userId = Math.imul(Number.parseInt(digits, 16) ^ MASK, INVERSE) >>> 0;
  return userId === 0 ? undefined : userId;
}

/** `room_` and 13 digits. */
export function olderRoomId(channelId: number): string {
  return `room_${ROOMS_FROM + channelId}`;
}

/** Also of `room_` and a channel's own number, and of that number alone. */
export function channelIdOfRoom(roomId: string): number | undefined {
  const digits = ROOM_ID.exec(roomId)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (!Number.isSafeInteger(number) || number === ROOMS_FROM) return undefined;
  return number > ROOMS_FROM && roomId.startsWith('room_') ? number - ROOMS_FROM : number;
}

/** Newton's way: each step doubles the bits that are right. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
