import { codeNews, friendNews } from '../news/people-news.js';
import { type ChatCommand, needed } from './chat-command.js';

export const peopleCommands: readonly ChatCommand[] = [
  {
    usage: '/friends',
    about: 'my friends, who of them is there, and who is invited',
    run: (chat) => {
      const { connections, presence } = chat.client;
      const shown = connections.list().filter(({ status }) => status === 'ACCEPTED' || status === 'PENDING');
      chat.tell(...shown.map((connection) => friendNews(connection, presence.get(connection.username))));
    },
  },
  {
    usage: '/code',
    about: 'my invite code, for somebody who wants to be my friend',
    run: async (chat) => chat.tell(codeNews('me', (await chat.client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' })).inviteCode)),
  },
  {
    usage: '/new-code',
    about: 'another invite code; the one before is dead',
    run: async (chat) => chat.tell(codeNews('me', (await chat.client.request({ type: 'RESET_USER_INVITE_CODE_REQUEST' })).inviteCode)),
  },
  {
    usage: '/invite <code>',
    about: 'asks the one whose code it is to be my friend',
    run: async (chat, rest) => {
      await chat.client.request({ type: 'INVITE_REQUEST', userInviteCode: needed(rest, 'The code') });
    },
  },
  {
    usage: '/accept <name>',
    about: 'becomes the friend of somebody who invites me',
    run: async (chat, rest) => {
      await chat.client.request({ type: 'ACCEPT_REQUEST', username: needed(rest, 'The name') });
    },
  },
  {
    usage: '/reject <name>',
    about: 'declines an invitation; nobody is told',
    run: async (chat, rest) => {
      await chat.client.request({ type: 'REJECT_REQUEST', username: needed(rest, 'The name') });
    },
  },
  {
    usage: '/disconnect <name>',
    about: 'ends a friendship',
    run: async (chat, rest) => {
      await chat.client.request({ type: 'DISCONNECT_REQUEST', username: needed(rest, 'The name') });
    },
  },
];
