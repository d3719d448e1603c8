/**
 * The timeline of one channel: whatever is heard of a message, by whichever way and in whichever order, it is one entry in one place,
 * and what has not been heard is a gap. A pure function of the state before and what happened.
 */
import type { AnswerFrame, MessageView } from '@maru/contracts';
import type { MaruErrorCode } from '../maru-error.js';
import { evict } from './evict.js';
import { find, indexOf, type PendingEntry, type SentEntry, type TimelineState } from './timeline-state.js';

type WriteMessageAck = AnswerFrame<'WRITE_MESSAGE'>;

type KnownEvent = Extract<TimelineEvent, { type: 'known' }>;

export type TimelineEvent =
  /** The channel list says how far the channel is. What is above `beginning` is news, where nothing was known of it; without one, nothing is. */
  | { readonly type: 'known'; readonly lastMessageSequence: number; readonly beginning?: number }
  /** Something else tells how far the channel is, whose messages we hear by themselves: if not, there is a hole. */
  | { readonly type: 'exists'; readonly messageSequence: number }
  /** NOTIFY_MESSAGE, live or from a RESUME. */
  | { readonly type: 'notified'; readonly message: MessageView }
  /** A page of history. */
  | { readonly type: 'fetched'; readonly messages: readonly MessageView[] }
  /** RESET: nothing that was known of the server's messages holds any more. */
  | { readonly type: 'reset' }
  | { readonly type: 'sending'; readonly entry: Pick<PendingEntry, 'clientMessageId' | 'content' | 'createdAt'> }
  | ({ readonly type: 'acked'; readonly username: string } & Pick<WriteMessageAck, 'clientMessageId' | 'messageSequence' | 'createdAt'>)
  | { readonly type: 'failed'; readonly clientMessageId: string; readonly code: MaruErrorCode }
  | { readonly type: 'discarded'; readonly clientMessageId: string }
  /** Somebody reads here now; undefined: at the end. */
  | { readonly type: 'reading'; readonly at: number | undefined }
  /** Memory is short: only so many are kept for now. */
  | { readonly type: 'shrunk'; readonly to: number };

export function timeline(state: TimelineState, event: TimelineEvent): TimelineState {
  switch (event.type) {
    case 'known':
      return advance({
        ...state,
        head: Math.max(state.head, event.lastMessageSequence),
        cursor: state.cursor ?? beginningOf(state, event),
        first: undefined,
      });
    case 'exists':
      return state.cursor === undefined || event.messageSequence <= state.head ? state : { ...state, head: event.messageSequence };
    case 'notified':
      return insert(begin(state, event.message.messageSequence), [sentEntry(event.message)]);
    case 'fetched':
      return insert(state, event.messages.map(sentEntry));
    case 'reset':
      return { ...state, sent: [], head: 0, cursor: undefined, first: undefined, anchor: undefined };
    case 'sending':
      return send(state, event.entry);
    case 'acked':
      return acked(begin(state, event.messageSequence), event);
    case 'failed':
      return {
        ...state,
        pending: state.pending.map((entry) => (isOf(entry, event) ? { ...entry, state: 'failed', code: event.code } : entry)),
      };
    case 'discarded':
      return { ...state, pending: state.pending.filter((entry) => !isOf(entry, event)) };
    case 'reading':
      return { ...state, anchor: event.at };
    case 'shrunk':
      return evict(state, event.to);
  }
}

function isOf(entry: PendingEntry, event: { readonly clientMessageId?: string | undefined }): boolean {
  return entry.clientMessageId === event.clientMessageId;
}

function sentEntry({ messageSequence, username, content, createdAt, clientMessageId }: MessageView): SentEntry {
  const message = { state: 'sent', messageSequence, username, content, createdAt } as const;
  return clientMessageId === undefined ? { ...message, key: `#${messageSequence}` } : { ...message, key: clientMessageId, clientMessageId };
}

/** What comes by itself in a channel that is not known yet waits for that: others may have come before it. */
function begin(state: TimelineState, messageSequence: number): TimelineState {
  return state.cursor === undefined ? { ...state, first: Math.min(messageSequence, state.first ?? messageSequence) } : state;
}

/** Where a channel begins for us, of which nothing was known. */
function beginningOf({ first = Infinity }: TimelineState, { beginning, lastMessageSequence }: KnownEvent): number {
  return Math.min(beginning ?? lastMessageSequence, first - 1);
}

/** To the end of what is pending. Once more for one that failed; never for one that has its place already. */
function send(state: TimelineState, entry: Pick<PendingEntry, 'clientMessageId' | 'content' | 'createdAt'>): TimelineState {
  if (state.sent.some(({ clientMessageId }) => clientMessageId === entry.clientMessageId)) return state;
  const { clientMessageId, content, createdAt } = entry;
  const others = state.pending.filter((other) => !isOf(other, entry));
  return { ...state, pending: [...others, { state: 'pending', key: clientMessageId, clientMessageId, content, createdAt }] };
}

/** The content was ours, so the ack makes it a message. An ack for what we no longer have only tells that there is one. */
function acked(state: TimelineState, event: Extract<TimelineEvent, { type: 'acked' }>): TimelineState {
  const entry = state.pending.find((pending) => isOf(pending, event));
  if (entry === undefined) return { ...state, head: Math.max(state.head, event.messageSequence) };
  return insert(state, [sentEntry({ ...event, content: entry.content })]);
}

/** `messages` ascend. */
function insert(state: TimelineState, messages: readonly SentEntry[]): TimelineState {
  const last = messages.at(-1);
  if (last === undefined) return state;
  const sent = merge(state.sent, messages);
  const head = Math.max(state.head, last.messageSequence);
  const settled = new Set(messages.map(({ clientMessageId }) => clientMessageId));
  const pending = state.pending.some(({ clientMessageId }) => settled.has(clientMessageId))
    ? state.pending.filter(({ clientMessageId }) => !settled.has(clientMessageId))
    : state.pending;
  return evict(advance({ ...state, sent, head, pending }), state.capacity, state.cursor);
}

function merge(sent: readonly SentEntry[], messages: readonly SentEntry[]): readonly SentEntry[] {
  const first = messages[0];
  const last = sent.at(-1);
  if (first === undefined) return sent;
  if (last === undefined || last.messageSequence < first.messageSequence) return [...sent, ...messages];
  const fresh = messages.filter(({ messageSequence }) => find(sent, messageSequence) === undefined);
  if (fresh.length === 0) return sent;
  return [...sent, ...fresh].toSorted((a, b) => a.messageSequence - b.messageSequence);
}

/** The cursor goes as far as there is no hole. */
function advance(state: TimelineState): TimelineState {
  if (state.cursor === undefined) return state;
  let cursor = state.cursor;
  for (let i = indexOf(state.sent, cursor + 1); state.sent[i]?.messageSequence === cursor + 1; i++) cursor++;
  return cursor === state.cursor ? state : { ...state, cursor };
}

/** The messages that this event brought for the first time, in order: each message is news exactly once. */
export function newsOf(before: TimelineState, event: TimelineEvent, after: TimelineState): readonly SentEntry[] {
  if (after.cursor === undefined || after.cursor === before.cursor) return [];
  const from = before.cursor ?? (event.type === 'known' ? beginningOf(before, event) : after.cursor);
  const start = indexOf(after.sent, from + 1);
  return after.sent.slice(start, indexOf(after.sent, after.cursor + 1));
}
