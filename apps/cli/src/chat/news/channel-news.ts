import type { Channel } from '@maru/client';
import type { MemberView, Notify } from '@maru/contracts';
import { line, type News, span } from './news.js';

/** A direct channel is called as the other one is. */
export function titleOf({ title, with: other, channelId }: Pick<Channel, 'title' | 'with' | 'channelId'>): string {
  return title || other || `#${channelId}`;
}

export function channelNews(channel: Channel): News {
  const { channelId, kind, unreadCount, headCount } = channel;
  const title = titleOf(channel);
  return {
    fields: ['channel', channelId, kind, unreadCount, headCount, title],
    line: line(
      span(`${String(channelId).padStart(5)}  `, 'dim'),
      span(title, unreadCount > 0 ? 'bold' : 'plain'),
      span(unreadCount > 0 ? `  ${unreadCount} unread` : '', 'good'),
      span(kind === 'GROUP' ? `  ${headCount} members` : '', 'dim'),
    ),
  };
}

export function openedNews(channel: Channel): News {
  return {
    fields: ['opened', channel.channelId, titleOf(channel)],
    line: line(span(`— ${titleOf(channel)} —`, 'bold')),
  };
}

export function publicChannelNews(channelId: number, title: string, headCount: number, joined: boolean): News {
  return {
    fields: ['public', channelId, headCount, joined ? 'JOINED' : '-', title],
    line: line(
      span(`${String(channelId).padStart(5)}  `, 'dim'),
      span(title),
      span(`  ${headCount} members${joined ? ', you too' : ''}`, 'dim'),
    ),
  };
}

export function memberNews(channelId: number, { username, displayName, role, lastReadMessageSequence }: MemberView): News {
  return {
    fields: ['member', channelId, username, role, lastReadMessageSequence],
    line: line(
      span(`  ${username}`, 'name'),
      span(displayName === undefined ? '' : `  ${displayName}`),
      span(role === 'OWNER' ? '  owner' : '', 'dim'),
      span(`  has read to ${lastReadMessageSequence}`, 'dim'),
    ),
  };
}

export function joinNews(channelId: number, title: string, username: string, by: string | undefined): News {
  return {
    fields: ['joined', channelId, username, by ?? '-'],
    line: line(span(`${username} is in ${title} now${by === undefined ? '' : `, by ${by}`}`, 'dim')),
  };
}

export function quitNews(channelId: number, title: string, username: string, by: string | undefined): News {
  return {
    fields: ['quit', channelId, username, by ?? '-'],
    line: line(span(`${username} has left ${title}${by === undefined ? '' : `, by ${by}`}`, 'dim')),
  };
}

export function roleNews(channelId: number, title: string, username: string, role: string): News {
  return {
    fields: ['role', channelId, username, role],
    line: line(span(role === 'OWNER' ? `${title} is ${username}'s now` : `${username} is a member of ${title}`, 'dim')),
  };
}

export function notifyNews(channelId: number, notify: Notify): News {
  const told = { ALL: 'of all messages', MENTIONS: 'of messages that name you', NONE: 'of nothing' }[notify];
  return { fields: ['notify', channelId, notify], line: line(span(`when you are away you are told ${told}`, 'dim')) };
}
