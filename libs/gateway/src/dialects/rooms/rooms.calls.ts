/** The HTTP calls of `rooms`: answers and errors as its clients know them. */
import type { RequestListener } from 'node:http';
import { clientAddress } from '@maru/edge';
import type { Hall } from '../hall.js';
import { answerCalls, type Call, type Route } from '../calls/answer-calls.js';
import { Detail, type Invalid, numberIn, readJson, tellDetail, textIn } from './details.js';

/** Where its page has always been served from. */
const PAGE = 'http://localhost:3000';
const ROOMS = 100;
const MESSAGES = 50;

export function roomsCalls(hall: Hall): ReadonlyMap<string, RequestListener> {
  const addressOf = ({ request }: Call) => clientAddress(request, hall.env.MARU_TRUSTED_PROXIES);
  const findRoom = async ({ groups }: Call) => {
    const channelId = numberIn(groups['room'], ['path', 'room_id']);
    const room = channelId < 1 ? undefined : await hall.findRoom({ channelId });
    if (room === undefined) throw new Detail(404, 'room not found');
    return { id: room.channelId, name: room.title };
  };
  const routes: readonly Route[] = [
    {
      method: 'POST',
      path: /^\/users\/?$/,
      answer: async (call) => {
        const username = textIn(readJson(await call.body()), 'username', 50);
        const admitted = await hall.admit(username, 'make', addressOf(call));
        if ('guest' in admitted) return [201, { id: admitted.guest.userId, username }];
        if (admitted.refused === 'RATE_LIMITED') throw new Detail(429, 'too many new users', admitted.retryAfterMs);
        if (admitted.refused === 'BAD_NAME') throw new Detail(422, [badName]);
        throw new Detail(409, 'username already exists');
      },
    },
    {
      method: 'GET',
      path: /^\/users\/(?<user>[^/]+)$/,
      answer: async (call) => {
        const admitted = await hall.admit(call.groups['user'] ?? '', 'find', addressOf(call));
        if ('refused' in admitted) throw new Detail(404, 'user not found');
        return [200, { id: admitted.guest.userId, username: admitted.guest.username }];
      },
    },
    {
      method: 'POST',
      path: /^\/rooms\/?$/,
      answer: async (call) => {
        const name = textIn(readJson(await call.body()), 'name', 100);
        return [201, { id: (await hall.openRoom(name, addressOf(call))).channelId, name }];
      },
    },
    {
      method: 'GET',
      path: /^\/rooms\/?$/,
      answer: async () => [200, (await hall.listRooms(ROOMS)).map(({ channelId: id, title: name }) => ({ id, name }))],
    },
    { method: 'GET', path: /^\/rooms\/(?<room>[^/]+)$/, answer: async (call) => [200, await findRoom(call)] },
    {
      method: 'GET',
      path: /^\/rooms\/(?<room>[^/]+)\/messages$/,
      answer: async (call) => {
        const limit = numberIn(call.query.get('limit') ?? String(MESSAGES), ['query', 'limit'], 1);
        const { id } = await findRoom(call);
        const messages = await hall.readRoom(id, Math.min(limit, MESSAGES));
        return [
          200,
          messages.map(({ messageSequence, username, content, createdAt }) => ({
            id: messageSequence,
            room_id: id,
            user: username,
            text: content,
            created_at: new Date(createdAt).toISOString(),
          })),
        ];
      },
    },
  ];
  const pages = new Set([PAGE, ...hall.env.MARU_ALLOWED_ORIGINS]);
  const listener = answerCalls(routes, { mayCall: (origin) => pages.has(origin), tell: tellDetail });
  return new Map([
    ['/users', listener],
    ['/rooms', listener],
  ]);
}

const badName: Invalid = { type: 'value_error', loc: ['body', 'username'], msg: 'Value error, cannot be kept', input: null };
