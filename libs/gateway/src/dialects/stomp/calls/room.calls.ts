/** `/api/chat`: rooms, which are public channels, and who is in them. */
import { channelIdOfRoom, DomainError, olderRoomId, publicUserId, Title, userIdOf } from '@maru/contracts';
import type { Call, Route } from '../../calls/answer-calls.js';
import type { Hall } from '../../hall.js';
import { callerOf, mustBeCaller } from './caller.js';
import { Failure } from './failures.js';
import { parameter } from './parameters.js';

/** Their answers have no pages. */
const MOST = 1_000;

export function roomCalls(hall: Hall): readonly Route[] {
  const { people, env } = hall;
  return [
    {
      method: 'POST',
      path: /^\/api\/chat\/rooms\/?$/,
      answer: async ({ request, query }) => {
        const roomName = parameter(query, 'roomName');
        const title = Title.safeParse(roomName);
        if (!title.success) throw new Failure(400, 'roomName: must have 1 to 100 characters');
        const createdBy = parameter(query, 'userId');
        mustBeCaller(request, createdBy);
        const wish = { type: 'Create' as const, alone: true, title: title.data, public: true };
        const channelId = await people.change(callerOf(request), wish);
        return [200, { roomId: olderRoomId(channelId), roomName, createdBy }];
      },
    },
    {
      method: 'POST',
      path: /^\/api\/chat\/rooms\/(?<room>[^/]+)\/join\/?$/,
      answer: async (call) => {
        const userId = parameter(call.query, 'userId');
        mustBeCaller(call.request, userId);
        const channelId = await findRoom(hall, call);
        await people.change(callerOf(call.request), { type: 'Join', channelId });
        return [200, { roomId: olderRoomId(channelId), userId, members: [userId] }];
      },
    },
    {
      method: 'POST',
      path: /^\/api\/chat\/rooms\/(?<room>[^/]+)\/leave\/?$/,
      answer: async (call) => {
        const userId = parameter(call.query, 'userId');
        mustBeCaller(call.request, userId);
        const channelId = await findRoom(hall, call);
        await people.change(callerOf(call.request), { type: 'Quit', channelId }).catch(unlessOut);
        return [200, { roomId: olderRoomId(channelId), userId, message: 'Successfully left the room' }];
      },
    },
    {
      method: 'GET',
      path: /^\/api\/chat\/rooms\/(?<room>[^/]+)\/members\/?$/,
      answer: async (call) => [200, (await people.membersOf(await findRoom(hall, call), MOST)).map(publicUserId)],
    },
    {
      method: 'GET',
      path: /^\/api\/chat\/users\/(?<user>[^/]+)\/rooms\/?$/,
      answer: async ({ request, groups: { user = '' } }) => {
        mustBeCaller(request, user);
        return [200, (await people.channelsOf(callerOf(request).userId, MOST)).map(olderRoomId)];
      },
    },
    {
      method: 'GET',
      path: /^\/api\/chat\/users\/(?<user>[^/]+)\/status\/?$/,
      answer: async ({ request, groups: { user = '' } }) => {
        const userId = userIdOf(user);
        const online = userId === undefined ? undefined : await people.isOnline(callerOf(request), userId);
        if (online === undefined) throw new Failure(404, 'user not found');
        return [200, { userId: user, online, status: online ? 'ONLINE' : 'OFFLINE', server: online ? env.MARU_GATEWAY_ID : null }];
      },
    },
    {
      method: 'GET',
      path: /^\/api\/chat\/health\/?$/,
      answer: async () => [200, { status: 'UP', server: env.MARU_GATEWAY_ID }],
    },
  ];
}

/** The channel of a room that is there for everybody. */
export async function findRoom(hall: Hall, { groups }: Call): Promise<number> {
  const channelId = channelIdOfRoom(groups['room'] ?? '');
  const room = channelId === undefined ? undefined : await hall.findRoom({ channelId });
  if (room === undefined) throw new Failure(404, 'room not found');
  return room.channelId;
}

/** Whoever is in no more has left. */
function unlessOut(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'NOT_A_MEMBER')) throw error;
}
