import { describe, expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';
import { settled } from '../testing/held-clock.js';

async function hundred(settings: { timelineMessages?: number; cachedMessages?: number } = {}) {
  const live = await liveClient(
    (maru) => {
      for (let n = 1; n <= 100; n++) maru.write(42, 'bob', `text ${n}`);
    },
    { settings: { pageMessages: 10, ...settings } },
  );
  const timeline = live.client.timeline(42);
  const span = () => timeline.entries.flatMap((entry) => (entry.state === 'sent' ? [entry.messageSequence] : []));
  return { ...live, timeline, span };
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('a timeline is filled', () => {
  test('from its end upwards', async () => {
    const { timeline, span, maru } = await hundred();
    expect([timeline.entries, timeline.gaps]).toEqual([[], [{ from: 1, to: 100 }]]);
    await timeline.loadLatest();
    expect(span()).toEqual(range(91, 100));
    expect(await timeline.loadOlder()).toBe(true);
    expect(span()).toEqual(range(81, 100));
    for (let i = 0; i < 7; i++) await timeline.loadOlder();
    expect(await timeline.loadOlder()).toBe(false);
    const asked = maru.count('FETCH_MESSAGES_REQUEST');
    expect([await timeline.loadOlder(), await timeline.loadBefore(1), span().length, timeline.gaps]).toEqual([false, 0, 100, []]);
    expect(maru.count('FETCH_MESSAGES_REQUEST')).toBe(asked);
  });

  test('around a message, and on from there in both directions', async () => {
    const { timeline, span } = await hundred();
    await timeline.loadLatest();
    expect(await timeline.loadAround(50)).toBe(true);
    expect(span()).toEqual([...range(45, 55), ...range(91, 100)]);
    expect(timeline.gaps).toEqual([
      { from: 1, to: 44 },
      { from: 56, to: 90 },
    ]);
    expect(await timeline.loadAfter(55)).toBe(10);
    expect(await timeline.loadBefore(91)).toBe(10);
    expect(timeline.gaps).toEqual([
      { from: 1, to: 44 },
      { from: 66, to: 80 },
    ]);
    expect(await timeline.loadAround(1_000)).toBe(false);
  });

  test('around one whose page was cut below it', async () => {
    const { timeline, maru } = await hundred();
    const whole = maru.answers.FETCH_MESSAGES_REQUEST;
    maru.answers.FETCH_MESSAGES_REQUEST = (frame, socket) =>
      (whole?.(frame, socket) ?? []).map((page) =>
        'messages' in page && Array.isArray(page.messages) ? { ...page, messages: page.messages.slice(-3) } : page,
      );
    expect(await timeline.loadAround(50)).toBe(true);
  });

  test('the same page once, however many want it', async () => {
    const { timeline, maru } = await hundred();
    await Promise.all([timeline.loadLatest(), timeline.loadLatest(), timeline.loadOlder()]);
    expect(maru.count('FETCH_MESSAGES_REQUEST')).toBe(1);
  });

  test('and an error tells the one who asked', async () => {
    const { timeline, maru } = await hundred();
    maru.refuse = () => ({ code: 'NOT_A_MEMBER', retryable: false });
    await expect(timeline.loadLatest()).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    maru.refuse = () => undefined;
    await timeline.loadLatest();
    expect(timeline.entries).toHaveLength(10);
  });
});

describe('memory', () => {
  test('is kept where one reads, and given back to the end by loadLatest', async () => {
    const { timeline, span, maru } = await hundred({ timelineMessages: 20 });
    await timeline.loadLatest();
    await timeline.loadAround(30);
    await timeline.loadBefore(25);
    expect(span()).toEqual([...range(15, 34)]);
    maru.tell(42, 'bob', 'new');
    await settled();
    await timeline.loadLatest();
    expect(span().at(-1)).toBe(101);
    expect(span()).toHaveLength(20);
  });

  test('of all channels together is bounded: the one that was quiet longest gives first', async () => {
    const { client, timeline, maru } = await hundred({ cachedMessages: 120 });
    for (let n = 1; n <= 100; n++) maru.write(7, 'bob', `text ${n}`);
    for (let i = 0; i < 8; i++) await timeline.loadOlder();
    expect(timeline.entries).toHaveLength(80);
    const other = client.timeline(7);
    for (let i = 0; i < 6; i++) await other.loadOlder();
    expect([timeline.entries.length, other.entries.length]).toEqual([50, 60]);
    // What is kept is where one read last, not the end.
    expect(timeline.gaps).toEqual([
      { from: 1, to: 20 },
      { from: 71, to: 100 },
    ]);
  });
});

describe('a hole at the end', () => {
  const unread = (last: number) => ({ type: 'NOTIFY_UNREAD', channelId: { id: 42 }, unreadCount: 1, lastMessageSequence: last });

  test('is given a moment to close, and then fetched', async () => {
    const { maru, clock, told, timeline } = await hundred();
    for (let n = 101; n <= 125; n++) maru.write(42, 'bob', `text ${n}`);
    maru.tell(42, 'bob', 'text 126');
    await clock.advance(999);
    expect(told('message')).toEqual([]);
    await clock.advance(1);
    expect(told('message').map((event) => event.type === 'message' && event.message.messageSequence)).toEqual(range(101, 126));
    expect(timeline.gaps).toEqual([{ from: 1, to: 100 }]);
  });

  test('is not fetched where it closes by itself', async () => {
    const { maru, clock, hears } = await hundred();
    await hears(unread(101));
    maru.tell(42, 'bob', 'text 101');
    await clock.advance(5_000);
    expect(maru.count('FETCH_MESSAGES_REQUEST')).toBe(0);
  });

  test('that cannot be had yet is not asked for again and again', async () => {
    const { maru, clock, hears, timeline } = await hundred();
    await hears(unread(105));
    await clock.advance(20_000);
    expect(maru.count('FETCH_MESSAGES_REQUEST')).toBe(1);
    expect(timeline.gaps).toEqual([{ from: 1, to: 105 }]);
  });

  test('that is too big is begun afresh, under the reader’s eyes', async () => {
    const { maru, clock, told, timeline, span } = await hundred();
    await timeline.loadLatest();
    for (let n = 101; n <= 500; n++) maru.write(42, 'bob', `text ${n}`);
    maru.tell(42, 'bob', 'text 501');
    await clock.advance(1_000);
    expect(told('reset')).toEqual([{ type: 'reset', channelId: 42 }]);
    expect(span()).toEqual(range(492, 501));
    maru.tell(42, 'bob', 'text 502');
    await settled();
    expect(told('message')).toMatchObject([{ message: { content: 'text 502' } }]);
  });

  test('that nobody answers for is told, and asked for again', async () => {
    const { maru, clock, told, timeline } = await hundred();
    for (let n = 101; n <= 103; n++) maru.write(42, 'bob', `text ${n}`);
    maru.refuse = ({ type }) => (type === 'FETCH_MESSAGES_REQUEST' ? 'silence' : undefined);
    maru.tell(42, 'bob', 'text 104');
    await clock.advance(16_000);
    expect(told('error')).toMatchObject([{ about: 'FETCH_MESSAGES_REQUEST', error: { code: 'UNAVAILABLE' } }]);
    maru.refuse = () => undefined;
    await clock.advance(2_000);
    expect(told('message')).toHaveLength(4);
    expect(timeline.gaps).toEqual([{ from: 1, to: 100 }]);
  });

  test('that cannot be fetched is told', async () => {
    const { maru, clock, told, hears } = await hundred();
    maru.refuse = () => ({ code: 'NOT_A_MEMBER', retryable: false });
    await hears(unread(105));
    await clock.advance(1_000);
    expect(told('error')).toMatchObject([{ about: 'FETCH_MESSAGES_REQUEST', error: { code: 'NOT_A_MEMBER' } }]);
  });
});
