import type { Gap, PendingEntry, SentEntry, TimelineEntry } from '@maru/client';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Row, rowsOf } from './rows.js';

const NOON = new Date(2026, 10, 20, 12, 0).getTime();
const sent = (messageSequence: number, username = 'bob', createdAt = NOON + messageSequence * 1_000, content = 'hi'): SentEntry => ({
  state: 'sent',
  key: `#${messageSequence}`,
  messageSequence,
  username,
  content,
  createdAt,
});
const pending = (n: number, state: PendingEntry['state'] = 'pending'): PendingEntry => ({
  state,
  key: `id ${n}`,
  clientMessageId: `id ${n}`,
  content: 'mine',
  createdAt: NOON + 50_000 + n,
});
function rows(entries: readonly TimelineEntry[], more: { gaps?: Gap[]; readUpTo?: number; hasOlder?: boolean } = {}): Row[] {
  return rowsOf({ entries, gaps: more.gaps ?? [], me: 'alice', readUpTo: more.readUpTo, hasOlder: more.hasOlder ?? false });
}
/** A turn of three is `( - )`, one message alone `o`; other rows are told by their kind. */
function shape(list: readonly Row[]): string {
  return list
    .map((row) => {
      if (row.kind !== 'message') return row.kind;
      if (row.first) return row.last ? 'o' : '(';
      return row.last ? ')' : '-';
    })
    .join(' ');
}

describe('rows', () => {
  test('messages of one sender within a minute are one turn', () => {
    expect(shape(rows([sent(1), sent(2), sent(3), sent(4, 'carol'), sent(5)]))).toBe('day ( - ) o o');
    expect(shape(rows([sent(1), sent(2, 'bob', NOON + 61_000)]))).toBe('day o o');
  });

  test('a day begins with its line, and begins a turn', () => {
    const midnight = new Date(2026, 10, 21).getTime();
    expect(shape(rows([sent(1, 'bob', midnight - 1_000), sent(2, 'bob', midnight + 1_000)]))).toBe('day o day o');
  });

  test('the divider stands before the first message of others that was not read', () => {
    expect(shape(rows([sent(1), sent(2), sent(3)], { readUpTo: 1 }))).toBe('day o unread ( )');
    expect(shape(rows([sent(1), sent(2, 'alice'), sent(3)], { readUpTo: 1 }))).toBe('day o o unread o');
    expect(shape(rows([sent(1)], { readUpTo: 1 }))).toBe('day o');
  });

  test('what is missing is a row where it is missing, at the end before what is not confirmed', () => {
    expect(shape(rows([sent(1), sent(5)], { gaps: [{ from: 2, to: 4 }] }))).toBe('day o gap o');
    expect(shape(rows([sent(1), pending(1)], { gaps: [{ from: 2, to: 9 }] }))).toBe('day o gap o');
  });

  test('one that failed is a turn of its own', () => {
    expect(shape(rows([sent(1, 'alice', NOON + 49_000), pending(1), pending(2, 'failed'), pending(3)]))).toBe('day ( ) o o');
  });

  test('the first one waits for what is above it', () => {
    expect(shape(rows([sent(5), sent(6), sent(7)], { hasOlder: true, gaps: [{ from: 1, to: 4 }] }))).toBe('- )');
    expect(shape(rows([sent(5)], { hasOlder: true, gaps: [{ from: 1, to: 4 }] }))).toBe('');
  });

  test.each(['👍', '😄🎉', '👍🏽 ❤️ 👨‍👩‍👧'])('%s is shown large', (content) => {
    expect(rows([sent(1, 'bob', NOON, content)]).at(-1)).toMatchObject({ jumbo: true });
  });
  test.each(['hi 👍', '1', '👍👍👍👍', '#'])('%s is not', (content) => {
    expect(rows([sent(1, 'bob', NOON, content)]).at(-1)).toMatchObject({ jumbo: false });
  });

  test('what comes above changes no row that was there', () => {
    const people = fc.array(fc.record({ who: fc.constantFrom('alice', 'bob'), after: fc.integer({ min: 0, max: 50_000_000 }) }), {
      minLength: 4,
      maxLength: 40,
    });
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 3 }), (list, cut) => {
        let at = NOON;
        const all = list.map(({ who, after }, index) => sent(index + 1, who, (at += after)));
        const below = rows(all.slice(cut), { hasOlder: true, gaps: [{ from: 1, to: cut }] });
        const whole = rows(all);
        expect(whole.slice(whole.length - below.length)).toEqual(below);
        expect(new Set(whole.map(({ key }) => key)).size).toBe(whole.length);
      }),
    );
  });
});
