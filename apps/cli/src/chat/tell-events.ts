/** What is heard while chat is open, as news. */
import type { EventOf, MaruClient } from '@maru/client';
import { PRESENCE_NAMES } from '@maru/contracts';
import type { Chat } from './chat.js';
import { joinNews, quitNews, roleNews, titleOf } from './news/channel-news.js';
import { messageNews, notSentNews, queuedNews, resetNews, typingNews } from './news/message-news.js';
import { friendNews, presenceNews } from './news/people-news.js';
import { liveNews, waitingNews } from './news/state-news.js';

export function tellEvents(chat: Chat): void {
  const { client } = chat;
  const title = titles(client);
  tellState(chat);
  tellPeople(chat);
  client.on('message', (event) => tellMessage(chat, event, title(event.channelId)));
  client.on('reset', ({ channelId }) => chat.tell(resetNews(channelId, title(channelId))));
  client.on('outbox', ({ entry, change }) => {
    if (change === 'failed') chat.tell(notSentNews(entry));
    if (change === 'pending' && client.state.name !== 'live') chat.tell(queuedNews(entry));
  });
  client.on('typing', ({ channelId, usernames }) => {
    chat.tell(typingNews(channelId, usernames));
    chat.standing();
  });
  client.on(
    'join',
    ({ channelId, username, by }) => void tellJoin(client, username, () => chat.tell(joinNews(channelId, title(channelId), username, by))),
  );
  client.on('quit', ({ channelId, username, by }) => {
    if (username === client.username) chat.closed(channelId);
    chat.tell(quitNews(channelId, title(channelId), username, by));
    chat.standing();
  });
  client.on('role', ({ channelId, username, role }) => chat.tell(roleNews(channelId, title(channelId), username, role)));
  client.on('error', ({ error, about }) => chat.refused(about, error));
}

/** What a channel is called, or was when it was ours. */
function titles(client: MaruClient): (channelId: number) => string {
  const known = new Map<number, string>();
  client.on('channels', () => {
    for (const channel of client.channels.list) known.set(channel.channelId, titleOf(channel));
  });
  client.on('channel', ({ channel }) => known.set(channel.channelId, titleOf(channel)));
  return (channelId) => known.get(channelId) ?? `#${channelId}`;
}

function tellMessage(chat: Chat, { channelId, message, mine }: EventOf<'message'>, title: string): void {
  const isOpen = chat.open?.channelId === channelId;
  chat.tell(messageNews(channelId, message, mine, isOpen ? undefined : title));
  if (isOpen) chat.read(channelId);
}

function tellState(chat: Chat): void {
  const { client } = chat;
  let wasLive = false;
  client.on('state', ({ state }) => {
    if (state.name === 'live') {
      chat.tell(liveNews(client.username ?? '', chat.server, wasLive));
      wasLive = true;
    }
    if (state.name === 'waiting') chat.tell(waitingNews(state));
    chat.standing();
  });
}

/** Of my own joining others may be the cause: the channel's title comes with the next list. Where that cannot be had, its number is told. */
async function tellJoin(client: MaruClient, username: string, tell: () => void): Promise<void> {
  if (username === client.username) await client.channels.fetch().catch(() => undefined);
  tell();
}

function tellPeople(chat: Chat): void {
  const { client } = chat;
  const wasOnline = new Map<string, boolean>();
  const follow = () => {
    const friends = client.connections.list('ACCEPTED').map(({ username }) => username);
    // Refused or cut off, it is asked again with the next news of friends; nobody typed it, so nobody is told.
    client.presence.follow(friends.slice(0, PRESENCE_NAMES)).catch(() => undefined);
  };
  client.on('connections', follow);
  client.on('connection', ({ connection }) => {
    chat.tell(friendNews(connection, client.presence.get(connection.username)));
    if (connection.status === 'ACCEPTED') follow();
  });
  client.on('presence', ({ presence }) => {
    const { username, online } = presence;
    if (wasOnline.has(username) && wasOnline.get(username) !== online) chat.tell(presenceNews(presence));
    wasOnline.set(username, online);
  });
}
