/** `/api/chat/messages`: what was said, as its clients hear it live. */
import { isSameName, userIdOf } from '@maru/contracts';
import type { Route } from '../../calls/answer-calls.js';
import type { Hall } from '../../hall.js';
import { type ChatMessage, chatMessage, messageUuid } from '../chat-message.js';
import { callerOf } from './caller.js';
import { Failure } from './failures.js';
import { limitIn, parameter } from './parameters.js';
import { findRoom } from './room.calls.js';

export function historyCalls(hall: Hall): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/api\/chat\/messages\/direct\/?$/,
      answer: async ({ request, query }) => {
        const me = callerOf(request);
        const users = ['user1', 'user2'].map((name) => userIdOf(parameter(query, name)));
        const limit = limitIn(query);
        if (!users.includes(me.userId)) throw new Failure(403, 'only what one has a part in may be read');
        const other = users.find((userId) => userId !== me.userId);
        const read = other === undefined ? undefined : await hall.people.readDirect(me, other, limit);
        if (other === undefined || read === undefined) return [200, []];
        const [mine, theirs] = [
          { senderId: me.userId, to: { receiverId: other } },
          { senderId: other, to: { receiverId: me.userId } },
        ];
        const told = read.messages.map(({ messageSequence, username, content, createdAt: at }) => {
          const id = messageUuid(read.channelId, messageSequence);
          return chatMessage({ id, type: 'CHAT', ...(isSameName(username, me.username) ? mine : theirs), content, at });
        });
        return [200, told];
      },
    },
    {
      method: 'GET',
      path: /^\/api\/chat\/messages\/room\/(?<room>[^/]+)\/?$/,
      answer: async (call) => {
        const limit = limitIn(call.query);
        const channelId = await findRoom(hall, call);
        const told = (await hall.readRoom(channelId, limit)).map(({ messageSequence, senderId, content, createdAt: at }): ChatMessage =>
          chatMessage({ id: messageUuid(channelId, messageSequence), type: 'CHAT', senderId, to: { roomOf: channelId }, content, at }),
        );
        return [200, told];
      },
    },
  ];
}
