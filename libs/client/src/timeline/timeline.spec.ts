import type { MessageView } from '@maru/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newsOf, timeline, type TimelineEvent } from './timeline.js';
import { emptyTimeline, gapsOf, type TimelineState } from './timeline-state.js';

const CAPACITY = 1_000;

/** What the server has: every third message is mine, under an id of its own. */
function message(messageSequence: number): MessageView {
  const common = { messageSequence, content: `text ${messageSequence}`, createdAt: messageSequence };
  if (messageSequence % 3 !== 0) return { ...common, username: 'bob' };
  return { ...common, username: 'alice', clientMessageId: `id ${messageSequence}` };
}
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const messages = (from: number, to: number) => range(from, to).map(message);

const sending = (n: number): TimelineEvent => ({
  type: 'sending',
  entry: { clientMessageId: `id ${n}`, content: `text ${n}`, createdAt: n },
});
const acked = (n: number): TimelineEvent => ({
  type: 'acked',
  clientMessageId: `id ${n}`,
  messageSequence: n,
  createdAt: n,
  username: 'alice',
});
const notified = (n: number): TimelineEvent => ({ type: 'notified', message: message(n) });
const fetched = (from: number, to: number): TimelineEvent => ({ type: 'fetched', messages: messages(from, to) });
const known = (n: number): TimelineEvent => ({ type: 'known', lastMessageSequence: n });

function play(events: readonly TimelineEvent[], from = emptyTimeline(CAPACITY)): TimelineState {
  return events.reduce(timeline, from);
}
/** The first message that is news in a channel that becomes known: the lowest that was heard before, or else what comes now. */
function begins(event: TimelineEvent, { first = Infinity }: TimelineState): number {
  return event.type === 'known' ? Math.min(first, event.lastMessageSequence + 1) : 0;
}
const sequencesOf = ({ sent }: TimelineState) => sent.map(({ messageSequence }) => messageSequence);

const LAST = 30;
const sequence = fc.integer({ min: 1, max: LAST });
const mine = fc.integer({ min: 1, max: LAST / 3 }).map((n) => n * 3);
const page = fc.tuple(sequence, fc.integer({ min: 0, max: 8 })).map(([from, more]) => fetched(from, Math.min(LAST, from + more)));
const heard = fc.oneof(sequence.map(notified), mine.map(acked), page, sequence.map(known));
const lived = fc.oneof(
  { weight: 6, arbitrary: heard },
  { weight: 2, arbitrary: mine.map(sending) },
  { weight: 1, arbitrary: fc.constant<TimelineEvent>({ type: 'reset' }) },
  { weight: 1, arbitrary: fc.option(sequence, { nil: undefined }).map((at): TimelineEvent => ({ type: 'reading', at })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 10 }).map((to): TimelineEvent => ({ type: 'shrunk', to })) },
  { weight: 1, arbitrary: mine.map((n): TimelineEvent => ({ type: 'failed', clientMessageId: `id ${n}`, code: 'NOT_A_MEMBER' })) },
  { weight: 1, arbitrary: mine.map((n): TimelineEvent => ({ type: 'discarded', clientMessageId: `id ${n}` })) },
);

describe('whatever happens, in whichever order', () => {
  test('the timeline is the same for the same things heard, in any order and however often', () => {
    const begin = [known(5), ...[3, 6, 9, 12, 15, 18, 21, 24, 27, 30].map(sending)];
    const inTwoOrders = fc
      .array(heard, { maxLength: 40 })
      .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })));
    fc.assert(
      fc.property(inTwoOrders, ([once, shuffledTwice]) => {
        expect(play([...begin, ...shuffledTwice])).toEqual(play([...begin, ...once]));
      }),
      { numRuns: 500 },
    );
  });

  test('nothing is there twice, all is in order, and every sequence up to the head is an entry or in a gap', () => {
    fc.assert(
      fc.property(fc.array(lived, { maxLength: 60 }), fc.integer({ min: 3, max: 40 }), (events, capacity) => {
        const state = play(events, emptyTimeline(capacity));
        const sequences = sequencesOf(state);
        expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
        const keys = [...state.sent, ...state.pending].map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        const inGaps = gapsOf(state).flatMap(({ from, to }) => range(from, to));
        expect([...sequences, ...inGaps].toSorted((a, b) => a - b)).toEqual(range(1, state.head));
      }),
      { numRuns: 1_000 },
    );
  });

  test('every message is news once, in order and without a hole, though memory is short', () => {
    fc.assert(
      fc.property(fc.array(lived, { maxLength: 60 }), fc.integer({ min: 3, max: 40 }), (events, capacity) => {
        let before = emptyTimeline(capacity);
        for (const event of events) {
          const after = timeline(before, event);
          const news = newsOf(before, event, after).map(({ messageSequence }) => messageSequence);
          expect(news).toEqual(range(before.cursor === undefined ? begins(event, before) : before.cursor + 1, after.cursor ?? -1));
          before = after;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('what is kept is bounded, but for what has not been news', () => {
    fc.assert(
      fc.property(fc.array(lived, { maxLength: 60 }), (events) => {
        const state = play([...events, { type: 'shrunk', to: 5 }]);
        const ahead = state.sent.filter(({ messageSequence }) => messageSequence > (state.cursor ?? Infinity));
        expect(state.sent.length).toBeLessThanOrEqual(5 + ahead.length);
      }),
    );
  });
});

describe('one message, one entry', () => {
  test('sent off, acked, heard from another socket, fetched', () => {
    const pending = play([known(2), sending(3)]);
    expect(pending.pending).toMatchObject([{ key: 'id 3', state: 'pending' }]);
    const done = play([acked(3), notified(3), fetched(1, 3)], pending);
    expect(done.pending).toEqual([]);
    expect(done.sent.at(-1)).toEqual({ ...message(3), key: 'id 3', state: 'sent' });
  });

  test('resumed before its ack came', () => {
    const state = play([known(2), sending(3), notified(3)]);
    expect(state).toMatchObject({ pending: [], cursor: 3 });
    expect(timeline(state, acked(3)).sent).toEqual(state.sent);
  });

  test('an ack of what was given up is a gap, since its text is gone', () => {
    const state = play([known(2), sending(3), { type: 'discarded', clientMessageId: 'id 3' }, acked(3)]);
    expect(state).toMatchObject({ sent: [], cursor: 2, head: 3 });
    expect(gapsOf(state)).toEqual([{ from: 1, to: 3 }]);
  });

  test('one that failed, and did arrive, is sent', () => {
    const failed = play([known(2), sending(3), { type: 'failed', clientMessageId: 'id 3', code: 'NOT_A_MEMBER' }]);
    expect(failed.pending).toMatchObject([{ state: 'failed', code: 'NOT_A_MEMBER' }]);
    expect(timeline(failed, fetched(1, 3))).toMatchObject({ pending: [], cursor: 3 });
  });

  test('pending ones stand in the order of sending, and one that is sent again goes to the end', () => {
    const state = play([sending(3), sending(6), sending(3)]);
    expect(state.pending.map(({ key }) => key)).toEqual(['id 6', 'id 3']);
  });
});

describe('holes', () => {
  test('a message behind a hole is there, and the cursor waits until the hole is closed', () => {
    const torn = play([known(5), notified(8)]);
    expect(torn).toMatchObject({ cursor: 5, head: 8 });
    expect(gapsOf(torn)).toEqual([{ from: 1, to: 7 }]);
    const event = fetched(6, 7);
    const whole = timeline(torn, event);
    expect(whole.cursor).toBe(8);
    expect(newsOf(torn, event, whole).map(({ messageSequence }) => messageSequence)).toEqual([6, 7, 8]);
  });

  test('RESET forgets the messages and keeps what is pending', () => {
    const state = play([known(5), sending(9), notified(6), { type: 'reset' }]);
    expect(state).toMatchObject({ sent: [], cursor: undefined, head: 0, pending: [{ key: 'id 9' }] });
    expect(play([known(400)], state)).toMatchObject({ cursor: 400, head: 400 });
  });
});

describe('memory', () => {
  const full = play([known(30), fetched(1, 30)], emptyTimeline(10));

  test('the oldest go first while one reads at the end', () => {
    expect(sequencesOf(full)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(gapsOf(full)).toEqual([{ from: 1, to: 20 }]);
  });

  test('those go first that are farthest from where one reads', () => {
    const older = play([{ type: 'reading', at: 15 }, fetched(11, 20)], full);
    expect(sequencesOf(older)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    const more = timeline(older, notified(31));
    expect(more.cursor).toBe(31);
    expect(gapsOf(more)).toContainEqual({ from: 20, to: 30 });
  });
});
