import type { OutboxEntry, SentEntry } from '@maru/client';
import type { FoundMessage } from '@maru/contracts';
import { padEnd, widthOf } from '../../terminal-text/width.js';
import { line, type News, span } from './news.js';

const NAME_COLUMNS = 10;

/** `elsewhere`: the title of its channel, where that is not the open one. */
export function messageNews(channelId: number, message: SentEntry, mine: boolean, elsewhere?: string): News {
  const { messageSequence, username, content, createdAt } = message;
  const place = elsewhere === undefined ? '' : `[${elsewhere}] `;
  const name = padEnd(username, NAME_COLUMNS);
  return {
    fields: ['message', channelId, messageSequence, new Date(createdAt).toISOString(), username, content],
    line: {
      spans: [span(`${timeOf(createdAt)} `, 'dim'), span(place, 'dim'), span(`${name} `, mine ? 'bold' : 'name'), span(content)],
      indent: widthOf(`00:00 ${place}${name} `),
    },
  };
}

export function foundNews({ channelId, messageSequence, username, content, createdAt }: FoundMessage, title: string): News {
  return {
    fields: ['found', channelId.id, messageSequence, new Date(createdAt).toISOString(), username, content],
    line: line(span(`${new Date(createdAt).toISOString().slice(0, 10)} [${title}] `, 'dim'), span(`${username} `, 'name'), span(content)),
  };
}

/** People only: programs see a message when it is stored. */
export function queuedNews({ content }: Pick<OutboxEntry, 'content'>): News {
  return { line: line(span(`… waits for the connection: ${content}`, 'dim')) };
}

export function notSentNews({ channelId, content, code }: OutboxEntry): News {
  return {
    fields: ['failed', channelId, code ?? 'INTERNAL', content],
    line: line(span(`✗ not sent (${code ?? 'INTERNAL'}): `, 'bad'), span(content), span('  /retry sends it again', 'dim')),
  };
}

export function typingNews(channelId: number, usernames: readonly string[]): News {
  return { fields: ['typing', channelId, ...usernames] };
}

export function olderNews(channelId: number, hasOlder: boolean): News {
  return {
    fields: ['older', channelId, hasOlder ? 'MORE' : 'ALL'],
    line: line(span(hasOlder ? '— there is more above: /older —' : '— this is the beginning —', 'dim')),
  };
}

/** More was missed than a replay brings. */
export function resetNews(channelId: number, title: string): News {
  return { fields: ['reset', channelId], line: line(span(`— much was missed in ${title}: /open shows the end of it —`, 'dim')) };
}

function timeOf(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
