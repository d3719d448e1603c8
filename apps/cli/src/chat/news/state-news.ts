import type { MaruError, SocketState } from '@maru/client';
import { line, type News, span } from './news.js';

export function liveNews(username: string, server: string, isBack: boolean): News {
  const text = isBack ? '— connected again —' : `${username} at ${server}. /help tells what can be done.`;
  return { fields: ['live', username], line: line(span(text, 'good')) };
}

export function waitingNews({ retryInMs, error }: Extract<SocketState, { name: 'waiting' }>): News {
  const seconds = Math.ceil(retryInMs / 1_000);
  return {
    fields: ['offline', retryInMs, error?.message ?? '-'],
    line: line(span(`— not connected${error === undefined ? '' : ` (${error.message})`}; next try in ${seconds} s —`, 'bad')),
  };
}

export function refusedNews(what: string, error: Pick<MaruError, 'code' | 'message'>): News {
  return {
    fields: ['refused', error.code, what, error.message],
    line: line(span(`✗ ${error.message}`, 'bad'), span(` (${error.code})`, 'dim')),
  };
}

export function helpNews(usage: string, about: string, columns: number): News {
  return { fields: ['help', usage, about], line: line(span(`  ${usage.padEnd(columns)}  `, 'bold'), span(about)) };
}
