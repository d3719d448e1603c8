/** Messages (2.2, 2.4, 2.5): what is content, what is one message, how history is read, and what is read. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import type { Frame } from './heard-frames.fixture.js';
import type { Line } from './line.fixture.js';
import { Person } from './person.fixture.js';

let maru: RunningMaru;
let ann: Person;
let ben: Person;
let channelId: number;
beforeAll(async () => {
  maru = await startMaru();
  [ann, ben] = await Promise.all([Person.arrive(maru), Person.arrive(maru)]);
  await ann.befriend(ben);
});
afterAll(() => maru.close());
beforeEach(async () => {
  channelId = await ann.createGroup(ben);
  for (const { line } of [ann, ben]) line.forget();
});

const write = (fields: object) => ({ type: 'WRITE_MESSAGE', channelId, ...fields });
const fetch = (fields: object = {}) => ({ type: 'FETCH_MESSAGES_REQUEST', channelId, ...fields });
const sequencesOf = ({ messages }: Frame) => (messages as { messageSequence: number }[]).map(({ messageSequence }) => messageSequence);

describe('content', () => {
  it.each([
    ['one letter', 'x'],
    ['4,000 characters', 'x'.repeat(4_000)],
    ['4,000 characters beyond the BMP', '👋'.repeat(4_000)],
    ['white space around', ' \n x \t\u3000'],
    ['a line and a tab', 'a\r\n\tb'],
    ['letters in parts', 'a\u0301 \u1112\u1161\u11ab'],
    ['letters made whole', 'á 한'],
    ['the end of the BMP', '\uffff\ufffe'],
    ['control characters', '\u0001\u001f\u007f\u0085x'],
    ['a zero width space: it is no White_Space', '\u200b'],
    ['a byte order mark: neither is it', '\ufeff'],
    ['directions', '\u202eabc\u202c'],
    ['signs of JSON, SQL and HTML', `"\\'; DROP TABLE message; -- <script> %s \${x} {{y}}`],
    ['separators of lines', '\u2028x\u2029'],
    ['a family', '👨‍👩‍👧‍👦🏳️‍🌈'],
  ])('is kept byte for byte: %s', async (_what, content) => {
    expect(await ann.line.outcomeOf(write({ content }))).toBe('WRITE_MESSAGE_ACK');
    expect(await ben.line.hears('NOTIFY_MESSAGE')).toMatchObject({ content });
    expect((await ben.line.ask(fetch())).messages).toEqual([expect.objectContaining({ content })]);
  });

  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['white space of all kinds', '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000'],
    ['4,001 characters', 'x'.repeat(4_001)],
    ['4,001 characters beyond the BMP', '👋'.repeat(4_001)],
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud83d'],
    ['two halves the wrong way round', '\udc4b\ud83d'],
    ['a number', 5],
    ['null', null],
    ['a list', ['x']],
    ['none', undefined],
  ])('is no good: %s', async (_what, content) => {
    expect(await ann.line.outcomeOf(write({ content }))).toBe('INVALID_FIELD');
    expect((await ben.line.ask(fetch())).messages).toEqual([]);
  });
});

describe('a message', () => {
  it('is acked with its number and time, and told to all with the same', async () => {
    const annToo = await ann.open();
    const before = Date.now();
    const ack = await ann.line.ask(write({ content: 'hello', clientMessageId: 'mine-1', requestId: 'r' }));
    expect(ack).toEqual({
      type: 'WRITE_MESSAGE_ACK',
      channelId: { id: channelId },
      messageSequence: 1,
      createdAt: expect.any(Number),
      clientMessageId: 'mine-1',
      requestId: 'r',
    });
    const { createdAt } = ack;
    expect(createdAt).toBeGreaterThanOrEqual(before);
    const told = {
      type: 'NOTIFY_MESSAGE',
      channelId: { id: channelId },
      messageSequence: 1,
      username: ann.name,
      content: 'hello',
      createdAt,
    };
    expect(await ben.line.hears('NOTIFY_MESSAGE')).toEqual(told);
    expect(await annToo.hears('NOTIFY_MESSAGE')).toEqual({ ...told, clientMessageId: 'mine-1' });
    const { type: _type, channelId: _id, ...item } = told;
    expect((await ben.line.ask(fetch())).messages).toEqual([item]);
    expect((await ann.line.ask(fetch())).messages).toEqual([{ ...item, clientMessageId: 'mine-1' }]);
    await ben.line.repliesTo(write({ content: 'and mine' }));
    expect(await ann.line.hears('NOTIFY_MESSAGE')).toMatchObject({ username: ben.name, content: 'and mine' });
    expect(ann.line.untaken('NOTIFY_MESSAGE')).toEqual([]);
    await annToo.close();
  });

  it('without a clientMessageId has none anywhere', async () => {
    const annToo = await ann.open();
    expect(await ann.line.ask(write({ content: 'plain' }))).not.toHaveProperty('clientMessageId');
    expect(await annToo.hears('NOTIFY_MESSAGE')).not.toHaveProperty('clientMessageId');
    expect((await ann.line.ask(fetch())).messages).toEqual([expect.not.objectContaining({ clientMessageId: expect.anything() })]);
    await annToo.close();
  });

  it('may name its sender, who is me, however spelled', async () => {
    for (const username of [ann.name, ann.name.toUpperCase()])
      expect(await ann.line.outcomeOf(write({ content: 'me', username }))).toBe('WRITE_MESSAGE_ACK');
    for (const username of [ben.name, 'nobody', ''])
      expect(await ann.line.outcomeOf(write({ content: 'not me', username }))).toBe('NOT_YOURSELF');
    expect(await ann.line.outcomeOf(write({ content: 'not me', username: 5 }))).toBe('INVALID_FIELD');
  });

  it('is one under one clientMessageId, for ever, with one content', async () => {
    const first = await ann.line.ask(write({ content: 'once', clientMessageId: 'same' }));
    const annToo = await ann.open();
    for (const line of [ann.line, annToo]) expect(await line.ask(write({ content: 'once', clientMessageId: 'same' }))).toEqual(first);
    expect(await ann.line.repliesTo(...[1, 2, 3].map(() => write({ content: 'once', clientMessageId: 'same' })))).toEqual([
      first,
      first,
      first,
    ]);
    expect(await ann.line.outcomeOf(write({ content: 'twice', clientMessageId: 'same' }))).toBe('IDEMPOTENCY_CONFLICT');
    expect(sequencesOf(await ben.line.ask(fetch()))).toEqual([1]);
    await ann.line.repliesTo({ type: 'KEEP_ALIVE' });
    expect(ben.line.untaken('NOTIFY_MESSAGE')).toHaveLength(1);
    // Of another sender, in another channel, spelled otherwise: another message.
    expect(await ben.line.ask(write({ content: 'twice', clientMessageId: 'same' }))).toMatchObject({ messageSequence: 2 });
    expect(await ann.line.ask(write({ content: 'twice', clientMessageId: 'SAME' }))).toMatchObject({ messageSequence: 3 });
    const other = await ann.createGroup(ben);
    expect(await ann.line.ask(write({ channelId: other, content: 'twice', clientMessageId: 'same' }))).toMatchObject({
      messageSequence: 1,
    });
    await annToo.close();
  });

  it.each([
    ['64 characters', '👋'.repeat(64), 'WRITE_MESSAGE_ACK'],
    ['a NUL', 'a\0', 'WRITE_MESSAGE_ACK'],
    ['a blank, and two', ' ', 'WRITE_MESSAGE_ACK'],
    ['65 characters', 'x'.repeat(65), 'INVALID_FIELD'],
    ['none', '', 'INVALID_FIELD'],
    ['half of one', '\ud800', 'INVALID_FIELD'],
    ['a number', 7, 'INVALID_FIELD'],
  ])('with a clientMessageId of %s', async (_what, clientMessageId, outcome) => {
    expect(await ann.line.outcomeOf(write({ content: 'x', clientMessageId }))).toBe(outcome);
  });

  it.each([
    ['a\u0301', '\u00e1'],
    ['ß', 'ss'],
    ['x', 'x '],
    ['é', 'e'],
    ['İ', 'i'],
  ])('with the clientMessageId %j is not the one with %j', async (one, two) => {
    expect(await ann.line.ask(write({ content: '1', clientMessageId: one }))).toMatchObject({ messageSequence: 1 });
    expect(await ann.line.ask(write({ content: '2', clientMessageId: two }))).toMatchObject({ messageSequence: 2 });
  });

  it('is numbered without a hole, refused ones between', async () => {
    const frames = Array.from({ length: 30 }, (_, i) => write({ content: i % 3 === 0 ? '' : `message ${i}` }));
    const replies = await ann.line.repliesTo(...frames);
    expect(replies.filter(({ type }) => type === 'WRITE_MESSAGE_ACK').map(({ messageSequence }) => messageSequence)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});

describe('history', () => {
  beforeEach(async () => {
    await ann.line.repliesTo(...Array.from({ length: 120 }, (_, i) => write({ content: `${i + 1}` })));
  });

  const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it('is read in pages, ascending', async () => {
    const cases: [object, number[]][] = [
      [{}, run(71, 120)],
      [{ limit: 3 }, run(118, 120)],
      [{ limit: 100 }, run(21, 120)],
      [{ before: 10 }, run(1, 9)],
      [{ before: 100 }, run(50, 99)],
      [{ before: 1 }, []],
      [{ before: 0 }, []],
      [{ before: 9_007_199_254_740_991, limit: 1 }, [120]],
      [{ after: 0, limit: 2 }, [1, 2]],
      [{ after: 0 }, run(1, 50)],
      [{ after: 118 }, [119, 120]],
      [{ after: 120 }, []],
      [{ after: 9_007_199_254_740_991 }, []],
      [{ startMessageSequence: 3, endMessageSequence: 5 }, [3, 4, 5]],
      [{ startMessageSequence: 7, endMessageSequence: 7 }, [7]],
      [{ startMessageSequence: 1, endMessageSequence: 100 }, run(1, 100)],
      [{ startMessageSequence: 1, endMessageSequence: 120 }, run(21, 120)],
      [{ startMessageSequence: 0, endMessageSequence: 2 }, [1, 2]],
      [{ startMessageSequence: 119, endMessageSequence: 500 }, [119, 120]],
      [{ startMessageSequence: 500, endMessageSequence: 600 }, []],
    ];
    for (const [wish, sequences] of cases) expect([wish, sequencesOf(await ben.line.ask(fetch(wish)))]).toEqual([wish, sequences]);
  });

  it('is not read by half a range, two ranges, or numbers that are none', async () => {
    const bad: object[] = [
      { startMessageSequence: 1 },
      { endMessageSequence: 1 },
      { startMessageSequence: 2, endMessageSequence: 1 },
      { before: 5, after: 1 },
      { startMessageSequence: 1, endMessageSequence: 2, before: 5 },
      { startMessageSequence: 1, endMessageSequence: 2, after: 5 },
      { before: -1 },
      { after: 1.5 },
      { before: '5' },
      { limit: 0 },
      { limit: 101 },
      { limit: -1 },
      { limit: '50' },
    ];
    for (const wish of bad) expect([wish, await ben.line.outcomeOf(fetch(wish))]).toEqual([wish, 'INVALID_FIELD']);
  });

  it('is readable from the first by who comes later, whose pointer starts where he joined', async () => {
    const late = await Person.arrive(maru);
    const { inviteCode } = await ann.line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    await late.line.ask({ type: 'JOIN_REQUEST', inviteCode });
    expect(sequencesOf(await late.line.ask(fetch({ after: 0, limit: 2 })))).toEqual([1, 2]);
    const { channels } = await late.line.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    expect(channels).toEqual([expect.objectContaining({ unreadCount: 0, lastReadMessageSequence: 120, lastMessageSequence: 120 })]);
  });

  it('is cut at 1 MiB: with after it loses its newest, else its oldest', async () => {
    const full = await ann.createGroup(ben);
    await ann.line.repliesTo(
      ...Array.from({ length: 80 }, () => ({ type: 'WRITE_MESSAGE', channelId: full, content: '👋'.repeat(4_000) })),
    );
    for (const [wish, end] of [
      [{ after: 0, limit: 80 }, 'oldest'],
      [{ limit: 80 }, 'newest'],
      [{ startMessageSequence: 1, endMessageSequence: 80 }, 'newest'],
    ] as const) {
      const page = await ben.line.ask(fetch({ channelId: full, ...wish }));
      const sequences = sequencesOf(page);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(1_048_576 + 1_024);
      expect(sequences.length).toBeGreaterThan(60);
      expect(sequences.length).toBeLessThan(80);
      expect(end === 'oldest' ? sequences[0] : sequences.at(-1)).toBe(end === 'oldest' ? 1 : 80);
      expect(sequences).toEqual(run(sequences[0] ?? 0, sequences.at(-1) ?? 0));
    }
  });
});

describe('reading', () => {
  const unread = async ({ line }: Person) => {
    const { channels } = await line.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    const mine = (channels as { channelId: { id: number }; unreadCount: number; lastReadMessageSequence: number }[]).find(
      (one) => one.channelId.id === channelId,
    );
    return [mine?.unreadCount, mine?.lastReadMessageSequence];
  };
  // What is told at most once a second may come when the next check has begun.
  const inChannel = () => ({ channelId: { id: channelId } });
  const ofChannel = ({ heard }: Line, type: string) =>
    heard.filter((frame) => frame.type === type && (frame['channelId'] as { id: number }).id === channelId);
  const read = (messageSequence: unknown) => ({ type: 'READ_MESSAGE_ACK', channelId, messageSequence });

  beforeEach(async () => {
    await ann.line.repliesTo(...Array.from({ length: 5 }, (_, i) => write({ content: `${i + 1}` })));
  });

  it('moves my pointer, never back, never beyond the last, and my next frame sees it', async () => {
    expect([await unread(ann), await unread(ben)]).toEqual([
      [0, 5],
      [5, 0],
    ]);
    for (const [to, after] of [
      [2, [3, 2]],
      [1, [3, 2]],
      [0, [3, 2]],
      [4, [1, 4]],
      [999, [0, 5]],
      [3, [0, 5]],
    ] as const) {
      const [list] = await ben.line.repliesTo(read(to), { type: 'FETCH_CHANNELS_REQUEST' });
      expect(list?.type).toBe('FETCH_CHANNELS_RESPONSE');
      expect(await unread(ben)).toEqual(after);
    }
    expect(await ben.line.ask({ type: 'ENTER_REQUEST', channelId })).toMatchObject({ lastReadMessageSequence: 5, lastMessageSequence: 5 });
    for (const bad of [-1, 1.5, '1', null, undefined]) expect(await ben.line.outcomeOf(read(bad))).toBe('INVALID_FIELD');
  });

  it('is told to the members and to my own other sockets, with the number that is left', async () => {
    const benToo = await ben.open();
    expect(await ben.line.repliesTo(read(3))).toEqual([]);
    const told = { type: 'NOTIFY_READ', channelId: { id: channelId }, username: ben.name, lastReadMessageSequence: 3 };
    for (const line of [ann.line, benToo]) expect(await line.hears('NOTIFY_READ', inChannel())).toEqual(told);
    const left = { type: 'NOTIFY_UNREAD', channelId: { id: channelId }, unreadCount: 2, lastMessageSequence: 5 };
    for (const line of [ben.line, benToo]) expect(await line.hears('NOTIFY_UNREAD', inChannel())).toEqual(left);
    expect(ofChannel(ann.line, 'NOTIFY_UNREAD').filter(({ unreadCount }) => unreadCount !== 0)).toEqual([]);
    await benToo.close();
  });

  it('is told at most once a second and channel, the last number in the end', async () => {
    const benToo = await ben.open();
    await ann.line.repliesTo(...Array.from({ length: 40 }, (_, i) => write({ content: `${i}` })));
    await ben.line.repliesTo(...Array.from({ length: 45 }, (_, i) => read(i + 1)));
    await benToo.hears('NOTIFY_UNREAD', { ...inChannel(), unreadCount: 0, lastMessageSequence: 45 });
    const numbers = ofChannel(benToo, 'NOTIFY_UNREAD').map(({ unreadCount }) => Number(unreadCount));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(numbers.length).toBeLessThan(10);
    expect(ofChannel(ann.line, 'NOTIFY_READ').length).toBeLessThan(20);
    await benToo.close();
  });

  it('is done by writing, without a NOTIFY_READ', async () => {
    await ben.line.ask(write({ content: 'mine' }));
    expect(await unread(ben)).toEqual([0, 6]);
    await ben.line.repliesTo(read(6));
    await ann.line.ask(write({ content: 'one more' }));
    await ben.line.repliesTo(read(7));
    await ann.line.hears('NOTIFY_READ', { ...inChannel(), lastReadMessageSequence: 7 });
    expect(ofChannel(ann.line, 'NOTIFY_READ').filter(({ lastReadMessageSequence }) => lastReadMessageSequence === 6)).toEqual([]);
  });
});

describe('a search', () => {
  const search = (fields: object) => ({ type: 'SEARCH_MESSAGES_REQUEST', ...fields });
  const contentsOf = ({ messages }: Frame) => (messages as { content: string }[]).map(({ content }) => content);

  it('sees what was acked before it, of either, wherever it was written', async () => {
    const other = await ann.createGroup(ben);
    await ann.line.ask(write({ content: '오늘 감나무 아래에서 봐요', clientMessageId: 'mine-1' }));
    await ben.line.ask(write({ content: '감나무?', channelId: other }));
    const page = await ann.line.ask(search({ query: '감나무' }));
    expect(contentsOf(page)).toEqual(['감나무?', '오늘 감나무 아래에서 봐요']);
    expect((page.messages as object[])[1]).toEqual({
      channelId: { id: channelId },
      messageSequence: 1,
      username: ann.name,
      content: '오늘 감나무 아래에서 봐요',
      createdAt: expect.any(Number),
      clientMessageId: 'mine-1',
    });
    expect((await ben.line.ask(search({ query: '감나무', channelId }))).messages).toEqual([
      expect.not.objectContaining({ clientMessageId: 'mine-1' }),
    ]);
  });

  it.each([
    ['capitals', 'Bring COFFEE', 'coffee', true],
    ['the middle of a word', '감나무', '나무', true],
    ['white space around what was typed', 'a b', '  A B\t', true],
    ['a percent sign', '100 percent', '100%', false],
    ['an underscore', 'a_b', 'a_b', true],
    ['an underscore that is no wildcard', 'axb', 'a_b', false],
    ['signs of SQL', "'; DROP TABLE message; --", "'; drop", true],
  ])('%s', async (_what, content, query, isFound) => {
    await ann.line.ask(write({ content }));
    expect(contentsOf(await ben.line.ask(search({ query, channelId })))).toEqual(isFound ? [content] : []);
  });

  it('comes in pages, each message once, though others write meanwhile', async () => {
    for (let n = 1; n <= 5; n++) await ann.line.ask(write({ content: `tree ${n}` }));
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const page = await ann.line.ask(search({ query: 'tree', channelId, limit: 2, ...(cursor === undefined ? {} : { cursor }) }));
      seen.push(...contentsOf(page));
      cursor = page['cursor'];
      await ben.line.ask(write({ content: 'tree too late' }));
    } while (cursor !== undefined);
    expect(seen).toEqual(['tree 5', 'tree 4', 'tree 3', 'tree 2', 'tree 1']);
  });

  it.each([
    ['nothing to search for', {}],
    ['an empty text', { query: '' }],
    ['white space', { query: ' \u3000' }],
    ['101 characters', { query: 'x'.repeat(101) }],
    ['half a character', { query: 'a\ud83d' }],
    ['a NUL', { query: 'a\0b' }],
    ['a number', { query: 5 }],
    ['null', { query: null }],
    ['a limit of 0', { query: 'x', limit: 0 }],
    ['a limit of 51', { query: 'x', limit: 51 }],
    ['a cursor that is not ours', { query: 'x', cursor: '!' }],
    ['a cursor that is too long', { query: 'x', cursor: '1'.repeat(129) }],
    ['a channel that is a text', { query: 'x', channelId: 'all' }],
  ])('is no good: %s', async (_what, fields) => {
    expect(await ann.line.outcomeOf(search(fields))).toBe('INVALID_FIELD');
  });

  it('of a channel that is not there is that of one that is not mine', async () => {
    expect(await ann.line.outcomeOf(search({ query: 'x', channelId: 999_999 }))).toBe('NOT_A_MEMBER');
  });
});
