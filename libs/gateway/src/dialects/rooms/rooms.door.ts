/** `rooms`: people who have a name and no password, in numbered rooms; a socket for each room. */
import type { Person } from '@maru/contracts';
import type { Arrival, Door, Farewell, Welcome } from '../door.js';
import type { Hall } from '../hall.js';
import { roomsCalls } from './rooms.calls.js';
import { roomsDialect, systemFrame } from './rooms.frames.js';

const HISTORY = 50;
const ROOM_NOT_FOUND: Farewell = { close: [1008, 'room not found'] };
const ROOM_NUMBER = /^[1-9]\d{0,14}$/;

async function arrive(hall: Hall, { groups, query, address }: Arrival): Promise<Welcome | Farewell> {
  const { room = '' } = groups;
  if (!ROOM_NUMBER.test(room) || (await hall.findRoom({ channelId: Number(room) })) === undefined) return ROOM_NOT_FOUND;
  const admitted = await hall.admit(query.get('user') || 'anonymous', 'enter', address);
  if ('refused' in admitted) return { close: [1008, REFUSALS[admitted.refused] ?? 'user refused'] };
  return welcome(Number(room), admitted.guest);
}

const REFUSALS: Readonly<Record<string, string>> = {
  BAD_NAME: 'user must have 1 to 50 characters',
  OF_AN_ACCOUNT: 'user belongs to an account',
  RATE_LIMITED: 'too many new users, try again later',
};

/** A text is a message, as it is. What cannot be one is told of to its writer, and to nobody else. */
function welcome(channelId: number, guest: Person): Welcome {
  return {
    channelId,
    guest,
    dialect: roomsDialect,
    replays: HISTORY,
    hears: async (content, visit) => {
      const refusal = await visit.say(guest, { content });
      if (refusal !== undefined) visit.tell(systemFrame(channelId, guest.username, `not sent: ${refusal.message}`, Date.now()));
    },
  };
}

export const rooms: Door = {
  name: 'rooms',
  about:
    'whoever comes to /ws/{room}, /users and /rooms is who he says he is, without a password, and reads and writes in all public channels',
  open: (hall) => ({
    entrances: [{ path: /^\/ws\/(?<room>[^/]+)$/, arrive: (arrival) => arrive(hall, arrival) }],
    calls: roomsCalls(hall),
    health: { ok: true, redis: 'ok' },
  }),
};
