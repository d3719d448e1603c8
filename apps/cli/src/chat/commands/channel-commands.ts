import { Notify } from '@maru/contracts';
import { ChatError } from '../chat-error.js';
import { channelNews, memberNews, notifyNews, publicChannelNews, titleOf } from '../news/channel-news.js';
import { foundNews } from '../news/message-news.js';
import { codeNews } from '../news/people-news.js';
import { type ChatCommand, needed } from './chat-command.js';

/** Enough for one look: a longer text finds what is meant. */
const SHOWN = 40;
const INVITE_CODE = /^[0-9a-z-]{26,}$/i;

export const channelCommands: readonly ChatCommand[] = [
  {
    usage: '/channels',
    about: 'my channels, the latest first, with what is unread',
    run: (chat) => chat.tell(...chat.client.channels.list.map(channelNews)),
  },
  {
    usage: '/open <channel>',
    about: 'shows a channel, by its number, title or the name of the other one',
    run: (chat, rest) => chat.enter(chat.channel(needed(rest, 'The channel'))),
  },
  { usage: '/older', about: 'one more page above', run: (chat) => chat.showOlder() },
  { usage: '/close', about: 'looks at no channel; one stays a member', run: (chat) => chat.leave() },
  {
    usage: '/direct <name>',
    about: 'opens the direct channel with a friend, made where there is none',
    run: async (chat, rest) => {
      const { channelId } = await chat.client.request({ type: 'CREATE_REQUEST', participantUsername: needed(rest, 'The name') });
      await chat.enter(chat.channel(`${channelId.id}`));
    },
  },
  {
    usage: '/group <name,name> <title>',
    about: 'makes a group of friends, and opens it',
    run: async (chat, rest) => {
      const [names = '', ...words] = needed(rest, 'Who is in it').split(' ');
      const title = needed(words.join(' '), 'The title');
      const { channelId } = await chat.client.request({ type: 'CREATE_REQUEST', participantUsernames: names.split(','), title });
      await chat.enter(chat.channel(`${channelId.id}`));
    },
  },
  {
    usage: '/join <code>',
    about: 'becomes a member, by an invite code or by the number of a public channel; and opens it',
    run: async (chat, rest) => {
      const named = needed(rest, 'The code');
      const by = INVITE_CODE.test(named) ? { inviteCode: named } : { channelId: Number(named.replace(/^#/, '')) };
      const { channelId } = await chat.client.request({ type: 'JOIN_REQUEST', ...by });
      await chat.enter(chat.channel(`${channelId.id}`));
    },
  },
  {
    usage: '/public [text]',
    about: 'public channels whose title has the text in it',
    run: async (chat, rest) => {
      const { channels } = await chat.client.request({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', ...(rest === '' ? {} : { query: rest }) });
      chat.tell(...channels.map(({ channelId, title, headCount, joined }) => publicChannelNews(channelId.id, title, headCount, joined)));
    },
  },
  {
    usage: '/search <text>',
    about: 'messages that have the text in them, of all my channels, the latest first',
    run: async (chat, rest) => {
      const query = needed(rest, 'What is searched for');
      let cursor: string | undefined;
      let found = 0;
      do {
        const page = await chat.client.request({ type: 'SEARCH_MESSAGES_REQUEST', query, ...(cursor === undefined ? {} : { cursor }) });
        chat.tell(...page.messages.map((message) => foundNews(message, titleOf(chat.channel(`${message.channelId.id}`)))));
        found += page.messages.length;
        ({ cursor } = page);
      } while (cursor !== undefined && found < SHOWN);
    },
  },
  {
    usage: '/notify <all|mentions|none> [channel]',
    about: 'of which messages I want to be told when I am away',
    run: async (chat, rest) => {
      const [wanted = '', ...words] = needed(rest, 'all, mentions or none').split(' ');
      const notify = Notify.safeParse(wanted.toUpperCase());
      if (!notify.success) throw new ChatError('MISSING_ARGUMENT', 'It is all, mentions or none.');
      const { channelId } = chat.channel(words.join(' '));
      await chat.client.request({ type: 'SET_NOTIFY_REQUEST', channelId, notify: notify.data });
      chat.tell(notifyNews(channelId, notify.data));
    },
  },
  {
    usage: '/members [channel]',
    about: 'who is in it, and how far each has read',
    run: async (chat, rest) => {
      const { channelId } = chat.channel(rest);
      const { members } = chat.client;
      await members.load(channelId);
      while (!members.isComplete(channelId)) await members.loadMore(channelId);
      chat.tell(...members.list(channelId).map((member) => memberNews(channelId, member)));
    },
  },
  {
    usage: '/channel-code [channel]',
    about: 'the code with which others can join',
    run: async (chat, rest) => {
      const { channelId } = chat.channel(rest);
      const { inviteCode } = await chat.client.request({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
      chat.tell(codeNews(channelId, inviteCode));
    },
  },
  {
    usage: '/quit <channel>',
    about: 'is no longer a member (the program ends with /exit)',
    run: async (chat, rest) => {
      const { channelId } = chat.channel(needed(rest, 'The channel that is given up'));
      await chat.client.request({ type: 'QUIT_REQUEST', channelId });
    },
  },
];
