/** What a conversation shows, row by row: messages in turns, days apart, where reading stopped, and what is not here. */
import type { Gap, TimelineEntry } from '@maru/client';
import { dayOf } from '../say/dates.js';

export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly entry: TimelineEntry;
  /** Undefined: my own, not confirmed yet. */
  readonly sequence: number | undefined;
  readonly username: string;
  readonly own: boolean;
  /** Of its turn: one sender's messages within a minute. */
  readonly first: boolean;
  readonly last: boolean;
  /** Up to three emoji and nothing else. */
  readonly jumbo: boolean;
}

export type Row =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: 'unread' }
  | { readonly kind: 'gap'; readonly key: string; readonly from: number; readonly to: number };

export interface RowsOf {
  readonly entries: readonly TimelineEntry[];
  readonly gaps: readonly Gap[];
  readonly me: string;
  /** The last message that was read when the conversation was opened; undefined: all were. */
  readonly readUpTo: number | undefined;
  /**
   * Whether there is more above. The first entry then waits for what is before it: where its turn and its day begin is not known, and a row
   * that changes its height as one scrolls towards it would move what one reads.
   */
  readonly hasOlder: boolean;
}

const TURN_MS = 60_000;
const JUMBO = /^(?:\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier}|\u{200D}\p{Extended_Pictographic}\u{FE0F}?)*\s*){1,3}$/u;

export function rowsOf({ entries, gaps, me, readUpTo, hasOlder }: RowsOf): Row[] {
  const rows: Row[] = [];
  const holes = new Map(gaps.filter(({ from }) => from > 1).map((gap) => [gap.from, gap]));
  /** A clock that was set back may show a day twice. */
  const days = new Set<string>();
  let day = '';
  let divided = readUpTo === undefined;
  let before: MessageRow | undefined;
  let previous = 0;
  const [edge] = hasOlder ? entries : [];
  for (const entry of entries) {
    const sequence = entry.state === 'sent' ? entry.messageSequence : undefined;
    const username = entry.state === 'sent' ? entry.username : me;
    const hole = sequence !== undefined && sequence > previous + 1 ? holes.get(previous + 1) : undefined;
    if (hole !== undefined && previous > 0) rows.push({ kind: 'gap', key: `gap-${hole.from}`, ...hole });
    const today = dayOf(entry.createdAt);
    const newDay = today !== day;
    if (newDay) rows.push({ kind: 'day', key: days.has(today) ? `day-${today}-${entry.key}` : `day-${today}`, at: entry.createdAt });
    days.add(today);
    day = today;
    const divides = !divided && sequence !== undefined && sequence > (readUpTo ?? 0) && username !== me;
    if (divides) rows.push({ kind: 'unread', key: 'unread' });
    divided ||= divides;
    const first = newDay || divides || hole !== undefined || before === undefined || !isOneTurn(before, entry, username);
    if (before !== undefined && before.entry !== edge && !first) rows[rows.length - 1] = { ...before, last: false };
    before = {
      kind: 'message',
      key: entry.key,
      entry,
      sequence,
      username,
      own: username === me,
      first,
      last: true,
      jumbo: isJumbo(entry.content),
    };
    if (entry === edge) rows.length = 0;
    else rows.push(before);
    previous = sequence ?? previous;
  }
  const tail = holes.get(previous + 1);
  if (tail !== undefined && previous > 0) insertTail(rows, { kind: 'gap', key: `gap-${tail.from}`, ...tail });
  return rows;
}

/** What is missing at the end is missing before what is not confirmed yet. */
function insertTail(rows: Row[], gap: Row): void {
  const end = rows.findLastIndex((row) => row.kind === 'message' && row.sequence !== undefined);
  rows.splice(end + 1, 0, gap);
}

function isOneTurn(before: MessageRow, entry: TimelineEntry, username: string): boolean {
  if (before.username !== username || before.entry.state === 'failed' || entry.state === 'failed') return false;
  return entry.createdAt - before.entry.createdAt < TURN_MS;
}

function isJumbo(content: string): boolean {
  return content.length <= 40 && JUMBO.test(content);
}
