import type { ConnectionView, PresenceView } from '@maru/contracts';
import { line, type News, span } from './news.js';

/** `asked`: he invited me, or I him. */
export function friendNews({ username, displayName, status, inviter }: ConnectionView, presence: PresenceView | undefined): News {
  const there = presence === undefined ? '-' : presence.online ? 'ONLINE' : 'OFFLINE';
  const asked = inviter === username ? 'BY_THEM' : 'BY_ME';
  return {
    fields: ['friend', username, status, asked, there],
    line: line(
      span(presence?.online === true ? '● ' : '○ ', presence?.online === true ? 'good' : 'dim'),
      span(username, 'name'),
      span(displayName === undefined ? '' : `  ${displayName}`),
      span(stateOf()),
    ),
  };

  function stateOf(): string {
    if (status === 'ACCEPTED') return '';
    if (status === 'PENDING')
      return asked === 'BY_THEM' ? `  invites you: /accept ${username} or /reject ${username}` : '  has not answered yet';
    return `  ${status.toLowerCase()}`;
  }
}

export function presenceNews({ username, online }: PresenceView): News {
  return {
    fields: ['presence', username, online ? 'ONLINE' : 'OFFLINE'],
    line: line(span(online ? `${username} is here` : `${username} has gone`, 'dim')),
  };
}

/** Whose code, or which channel's. */
export function codeNews(of: 'me' | number, inviteCode: string): News {
  return {
    fields: ['code', of, inviteCode],
    line: line(
      span(inviteCode, 'bold'),
      span(of === 'me' ? '  give it to somebody, who types /invite and the code' : '  lets people in: /join and the code', 'dim'),
    ),
  };
}
