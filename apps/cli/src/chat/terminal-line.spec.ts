import { describe, expect, it } from 'vitest';
import { widthOf } from '../terminal-text/width.js';
import { messageNews } from './news/message-news.js';
import { channelNews } from './news/channel-news.js';
import { terminalLines } from './terminal-line.js';

const message = { state: 'sent', key: '', messageSequence: 1, createdAt: 0 } as const;
const shown = (username: string, content: string, columns = 40, colours = false) =>
  terminalLines(messageNews(7, { ...message, username, content }, false).line!, columns, colours);

describe('a message at a terminal', () => {
  it('goes on below where it began, and no line is too wide', () => {
    const lines = shown('밥', '오늘 점심은 지하 김밥집에서 먹기로 했어요 🍙\nsee you there');
    expect(lines.map((line) => line.slice(0, 6).trim())).toEqual([expect.stringMatching(/^\d\d:\d\d$/), '', '', '']);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
    expect(lines.at(-1)?.trim()).toBe('see you there');
    const beginnings = lines.map((line) => widthOf(line.slice(0, line.search(/오늘|김밥집|했어요|see/))));
    expect(new Set(beginnings).size).toBe(1);
  });

  it('has no control character but our own colours', () => {
    const [line = ''] = shown('eve\u001b[31m', 'hi\u001b]0;owned\u0007\u009b2J', 80, true);
    const parts = line.split('\u001b');
    for (const part of parts.slice(1)) expect(part).toMatch(/^\[(?:2|36|0)m/);
    expect(parts.join('')).not.toMatch(/\p{Cc}/u);
  });
});

it('shows the title of a channel as it is, on one line', () => {
  const channel = {
    channelId: 4,
    title: 'a\nb\u001b[2J',
    kind: 'GROUP',
    public: false,
    headCount: 3,
    lastMessageSequence: 2,
    lastReadMessageSequence: 0,
    unreadCount: 2,
    notify: 'ALL',
  } as const;
  expect(terminalLines(channelNews(channel).line!, 80, false)).toEqual(['    4  a␊b␛[2J  2 unread  3 members']);
});
