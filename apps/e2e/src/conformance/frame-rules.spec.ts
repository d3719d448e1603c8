/** What holds for every frame (2.1): which fields, in which order, echoed how, answered in which turn. */
import { exampleOf, requests } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { Person } from './person.fixture.js';

let maru: RunningMaru;
let alice: Person;
let bob: Person;
let channelId: number;
beforeAll(async () => {
  maru = await startMaru();
  [alice, bob] = await Promise.all([Person.arrive(maru), Person.arrive(maru)]);
  await alice.befriend(bob);
  channelId = await alice.createGroup(bob);
});
afterAll(() => maru.close());

const error = (messageType: string, code: string) => ({
  type: 'ERROR',
  messageType,
  code,
  retryable: false,
  message: expect.stringMatching(/./),
});

describe('is no frame', () => {
  it.each<[string, string, string, string]>([
    ['no JSON', 'hello', 'UNKNOWN', 'INVALID_JSON'],
    ['nothing', '', 'UNKNOWN', 'INVALID_JSON'],
    ['half of one', '{"type":"KEEP_ALIVE"', 'UNKNOWN', 'INVALID_JSON'],
    ['two at once', '{"type":"KEEP_ALIVE"}{"type":"KEEP_ALIVE"}', 'UNKNOWN', 'INVALID_JSON'],
    ['one behind a byte order mark', '\ufeff{"type":"KEEP_ALIVE"}', 'UNKNOWN', 'INVALID_JSON'],
    ['a text', '"KEEP_ALIVE"', 'UNKNOWN', 'INVALID_FRAME'],
    ['a number', '42', 'UNKNOWN', 'INVALID_FRAME'],
    ['null', 'null', 'UNKNOWN', 'INVALID_FRAME'],
    ['a list', '[{"type":"KEEP_ALIVE"}]', 'UNKNOWN', 'INVALID_FRAME'],
    ['an empty object', '{}', 'UNKNOWN', 'INVALID_FRAME'],
    ['a type that is null', '{"type":null}', 'UNKNOWN', 'INVALID_FRAME'],
    ['a type that is a number', '{"type":1}', 'UNKNOWN', 'INVALID_FRAME'],
    ['a type that is a list', '{"type":["KEEP_ALIVE"]}', 'UNKNOWN', 'INVALID_FRAME'],
    ['a type in __proto__', '{"__proto__":{"type":"KEEP_ALIVE"}}', 'UNKNOWN', 'INVALID_FRAME'],
    ['an unknown type', '{"type":"NONSENSE"}', 'NONSENSE', 'UNKNOWN_TYPE'],
    ['an empty type', '{"type":""}', '', 'UNKNOWN_TYPE'],
    ['a type in small letters', '{"type":"keep_alive"}', 'keep_alive', 'UNKNOWN_TYPE'],
    ['a type with a blank', '{"type":"KEEP_ALIVE "}', 'KEEP_ALIVE ', 'UNKNOWN_TYPE'],
    ['an answer', '{"type":"KEEP_ALIVE_RESPONSE"}', 'KEEP_ALIVE_RESPONSE', 'UNKNOWN_TYPE'],
    ['a notification', '{"type":"NOTIFY_MESSAGE"}', 'NOTIFY_MESSAGE', 'UNKNOWN_TYPE'],
    ['a type of the plain dialect', '{"type":"FETCH_USER_INVITECODE_REQUEST"}', 'FETCH_USER_INVITECODE_REQUEST', 'UNKNOWN_TYPE'],
    ['a name of JavaScript', '{"type":"constructor"}', 'constructor', 'UNKNOWN_TYPE'],
    ['64 characters', JSON.stringify({ type: 'x'.repeat(64) }), 'x'.repeat(64), 'UNKNOWN_TYPE'],
    ['65 characters, cut', JSON.stringify({ type: 'x'.repeat(65) }), 'x'.repeat(64), 'UNKNOWN_TYPE'],
    ['65 characters beyond the BMP, cut', JSON.stringify({ type: '👋'.repeat(65) }), '👋'.repeat(64), 'UNKNOWN_TYPE'],
  ])('%s', async (_what, text, messageType, code) => {
    expect(await alice.line.ask(text)).toEqual(error(messageType, code));
    expect(await alice.line.outcomeOf('{"type":"KEEP_ALIVE"}')).toBe('KEEP_ALIVE_RESPONSE');
  });
});

describe('requestId', () => {
  it.each([
    ['one character', 'x'],
    ['64 characters', 'x'.repeat(64)],
    ['64 characters beyond the BMP', '👋'.repeat(64)],
    ['signs that JSON escapes', '"\\\n\u0000\u2028'],
    ['a blank', ' '],
    ['a name of JavaScript', '__proto__'],
  ])('is echoed: %s', async (_what, requestId) => {
    expect(await alice.line.ask({ type: 'KEEP_ALIVE', requestId })).toEqual({ type: 'KEEP_ALIVE_RESPONSE', requestId });
    expect(await alice.line.ask({ type: 'NONSENSE', requestId })).toEqual({ ...error('NONSENSE', 'UNKNOWN_TYPE'), requestId });
    expect(await alice.line.ask({ type: 'ENTER_REQUEST', requestId })).toEqual({ ...error('ENTER_REQUEST', 'INVALID_FIELD'), requestId });
    expect(await alice.line.ask({ type: 'ENTER_REQUEST', channelId: 999_999, requestId })).toMatchObject({
      code: 'NOT_A_MEMBER',
      requestId,
    });
    expect(await alice.line.ask({ type: 'TYPING', channelId: 999_999, requestId })).toMatchObject({ code: 'NOT_A_MEMBER', requestId });
    expect(await alice.line.ask({ type: 5, requestId })).toEqual({ ...error('UNKNOWN', 'INVALID_FRAME'), requestId });
  });

  it.each([
    ['empty', ''],
    ['65 characters', 'x'.repeat(65)],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['a list', ['x']],
  ])('is a bad field where it is %s, and is not echoed', async (_what, requestId) => {
    expect(await alice.line.ask({ type: 'KEEP_ALIVE', requestId })).toEqual(error('KEEP_ALIVE', 'INVALID_FIELD'));
    expect(await alice.line.ask({ type: 'NONSENSE', requestId })).toEqual(error('NONSENSE', 'UNKNOWN_TYPE'));
  });

  it('is in no answer to a request without', async () => {
    expect(await alice.line.ask({ type: 'KEEP_ALIVE' })).toEqual({ type: 'KEEP_ALIVE_RESPONSE' });
  });
});

describe('fields', () => {
  const withFields = Object.entries(requests).map(([type, { schema }]) => [type, exampleOf(schema) as Record<string, unknown>] as const);

  it.each(withFields)('of %s: none is null', async (type, example) => {
    for (const field of [...Object.keys(example).filter((name) => name !== 'type'), 'requestId']) {
      expect(await alice.line.ask({ ...example, [field]: null })).toEqual(error(type, 'INVALID_FIELD'));
    }
  });

  it.each(withFields)('of %s: unknown ones are ignored, in any order, the type last', async (type, example) => {
    const { type: _type, ...fields } = example;
    const strange = `"nonsense":null,"__proto__":{"x":1},"constructor":7,"asker":{"userId":1},"userId":1,"sessionId":"x"`;
    const text = `{${strange},${JSON.stringify(fields).slice(1, -1)}${Object.keys(fields).length > 0 ? ',' : ''}"requestId":"mixed","type":"${type}"}`;
    const replies = await alice.line.repliesTo(text);
    for (const reply of replies) expect(reply).toMatchObject({ requestId: 'mixed' });
    expect(replies.filter(({ code }) => code === 'INVALID_FIELD' || code === 'INVALID_FRAME')).toEqual([]);
  });

  it.each([
    ['a number', (id: number) => id, 'ENTER_RESPONSE'],
    ['an object', (id: number) => ({ id }), 'ENTER_RESPONSE'],
    ['an object with more', (id: number) => ({ id, title: 'x' }), 'ENTER_RESPONSE'],
    ['a text', String, 'INVALID_FIELD'],
    ['a text in an object', (id: number) => ({ id: String(id) }), 'INVALID_FIELD'],
    ['an object in an object', (id: number) => ({ id: { id } }), 'INVALID_FIELD'],
    ['a list', (id: number) => [id], 'INVALID_FIELD'],
    ['negative', () => -1, 'INVALID_FIELD'],
    ['a fraction', () => 1.5, 'INVALID_FIELD'],
    ['the largest', () => Number.MAX_SAFE_INTEGER, 'NOT_A_MEMBER'],
    ['too large', () => Number.MAX_SAFE_INTEGER + 1, 'INVALID_FIELD'],
    ['zero', () => 0, 'NOT_A_MEMBER'],
    ['true', () => true, 'INVALID_FIELD'],
    ['an empty object', () => ({}), 'INVALID_FIELD'],
    ['absent', () => undefined, 'INVALID_FIELD'],
  ])('channelId: %s', async (_what, spelled, outcome) => {
    expect(await alice.line.outcomeOf({ type: 'ENTER_REQUEST', channelId: spelled(channelId) })).toBe(outcome);
  });

  it('of the same name: the last one counts', async () => {
    expect(await alice.line.outcomeOf(`{"type":"NONSENSE","channelId":0,"channelId":${channelId},"type":"ENTER_REQUEST"}`)).toBe(
      'ENTER_RESPONSE',
    );
  });

  it('as numbers of another spelling', async () => {
    expect(await alice.line.outcomeOf(`{"type":"ENTER_REQUEST","channelId":${channelId}.0e0}`)).toBe('ENTER_RESPONSE');
    expect(await alice.line.outcomeOf('{"type":"ENTER_REQUEST","channelId":1e999}')).toBe('INVALID_FIELD');
  });
});

describe('turns', () => {
  it('answers and errors leave in the order of their requests, whoever answers them', async () => {
    const kinds: object[] = [
      { type: 'KEEP_ALIVE' },
      { type: 'FETCH_CHANNELS_REQUEST' },
      { type: 'NONSENSE' },
      { type: 'WRITE_MESSAGE', channelId, content: 'in turn' },
      { type: 'ENTER_REQUEST', channelId },
      { type: 'WRITE_MESSAGE', content: 'in the active channel' },
      { type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' },
      { type: 'TYPING', channelId: 999_999 },
      { type: 'FETCH_MESSAGES_REQUEST', channelId, limit: 1 },
      { type: 'SEARCH_MESSAGES_REQUEST', channelId, query: 'turn' },
      { type: 'LEAVE_REQUEST' },
      { type: 'WRITE_MESSAGE', content: 'nowhere' },
      { type: 'RESUME', channels: [] },
      { type: 5 },
      { type: 'FETCH_PRESENCE_REQUEST', usernames: [] },
      { type: 'QUIT_REQUEST', channelId: 999_999 },
    ];
    const asked = Array.from({ length: 10 }, (_, round) => kinds.map((kind, i) => ({ ...kind, requestId: `${round}-${i}` }))).flat();
    const replies = await alice.line.repliesTo(...asked);
    expect(replies.map(({ requestId }) => requestId)).toEqual(asked.map(({ requestId }) => requestId));
    // Each round saw what the requests before it did: entered, written there, left, written nowhere.
    expect(replies.filter(({ code }) => code === 'NO_ACTIVE_CHANNEL')).toHaveLength(10);
    expect(replies.filter(({ type }) => type === 'WRITE_MESSAGE_ACK')).toHaveLength(20);
  });

  it('a request sees what was asked before it', async () => {
    const made = await alice.create({ participantUsernames: [bob.name], title: 'short' });
    const [, written, , , page] = await alice.line.repliesTo(
      { type: 'WRITE_MESSAGE', channelId: made, content: 'one' },
      { type: 'WRITE_MESSAGE', channelId: made, content: 'two' },
      { type: 'UPDATE_CHANNEL_REQUEST', channelId: made, title: 'long' },
      { type: 'SET_NOTIFY_REQUEST', channelId: made, notify: 'NONE' },
      { type: 'FETCH_CHANNELS_REQUEST' },
    );
    expect(written).toMatchObject({ messageSequence: 2 });
    expect((page?.channels as object[] | undefined)?.[0]).toMatchObject({
      channelId: { id: made },
      title: 'long',
      notify: 'NONE',
      lastMessage: { content: 'two' },
      lastMessageSequence: 2,
      lastReadMessageSequence: 2,
      unreadCount: 0,
    });
    const [quit, refused, list] = await alice.line.repliesTo(
      { type: 'QUIT_REQUEST', channelId: made },
      { type: 'WRITE_MESSAGE', channelId: made, content: 'three' },
      { type: 'FETCH_CHANNELS_REQUEST' },
    );
    expect([quit?.type, refused?.code]).toEqual(['QUIT_RESPONSE', 'NOT_A_MEMBER']);
    expect(JSON.stringify(list)).not.toContain(`{"id":${made}}`);
  });

  it('acks and messages of a channel ascend together without a hole, whoever writes', async () => {
    const shared = await alice.createGroup(bob);
    const second = await alice.open();
    const lines = [alice.line, bob.line, second];
    for (const line of lines) line.forget();
    const writes = Array.from({ length: 40 }, (_, i) => ({ type: 'WRITE_MESSAGE', channelId: shared, content: `${i}` }));
    await Promise.all(lines.map((line) => line.repliesTo(...writes)));
    for (const line of lines) {
      await line.hears('NOTIFY_MESSAGE', { channelId: { id: shared } });
      await expect.poll(() => sequencesOf(line.heard, shared).length).toBe(120);
      expect(sequencesOf(line.heard, shared)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
      expect(line.wrong).toEqual([]);
    }
  });
});

function sequencesOf(heard: readonly Readonly<Record<string, unknown>>[], id: number): unknown[] {
  const ofChannel = heard.filter((frame) => frame['messageSequence'] !== undefined && (frame['channelId'] as { id: number }).id === id);
  return ofChannel.map((frame) => frame['messageSequence']);
}
