/** What a timeline is made of. Plain values that are never changed, so that any view can keep and compare them. */
import type { MaruErrorCode } from '../maru-error.js';

/** A message that has its place. `key` stays the same from the first clock to the last tick. */
export interface SentEntry {
  readonly state: 'sent';
  readonly key: string;
  readonly messageSequence: number;
  readonly username: string;
  readonly content: string;
  readonly createdAt: number;
  readonly clientMessageId?: string;
}

/** One of my own that the server has not confirmed, or has refused for good (`code` says why). `createdAt` is when it was sent off. */
export interface PendingEntry {
  readonly state: 'pending' | 'failed';
  readonly key: string;
  readonly clientMessageId: string;
  readonly content: string;
  readonly createdAt: number;
  readonly code?: MaruErrorCode;
}

export type TimelineEntry = SentEntry | PendingEntry;

/** Messages that exist and are not here: the sequences from `from` to `to`, both included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface TimelineState {
  /** Ascending by sequence; not necessarily without gaps. */
  readonly sent: readonly SentEntry[];
  /** In the order of sending. */
  readonly pending: readonly PendingEntry[];
  /** The highest sequence that is known to exist. */
  readonly head: number;
  /** All up to here has been heard, or was there before we came. RESUME goes on from here. Undefined until the channel is known. */
  readonly cursor: number | undefined;
  /** The lowest that was heard while the channel was not known: it is news, and so is what comes after it. */
  readonly first?: number | undefined;
  /** The sequence that is being read, which memory is kept for; undefined: the end. */
  readonly anchor: number | undefined;
  /** How many messages are kept at most. */
  readonly capacity: number;
}

export function emptyTimeline(capacity: number): TimelineState {
  return { sent: [], pending: [], head: 0, cursor: undefined, anchor: undefined, capacity };
}

/** Where this sequence is, or would be, among the messages. */
export function indexOf(sent: readonly SentEntry[], messageSequence: number): number {
  let low = 0;
  let high = sent.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sent[middle];
    if (entry !== undefined && entry.messageSequence < messageSequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function find(sent: readonly SentEntry[], messageSequence: number): SentEntry | undefined {
  const entry = sent[indexOf(sent, messageSequence)];
  return entry?.messageSequence === messageSequence ? entry : undefined;
}

/** Every sequence from 1 to the head is either among the messages or in one of these. */
export function gapsOf({ sent, head }: TimelineState): readonly Gap[] {
  const gaps: Gap[] = [];
  let next = 1;
  for (const { messageSequence } of sent) {
    if (messageSequence > next) gaps.push({ from: next, to: messageSequence - 1 });
    next = messageSequence + 1;
  }
  if (head >= next) gaps.push({ from: next, to: head });
  return gaps;
}
