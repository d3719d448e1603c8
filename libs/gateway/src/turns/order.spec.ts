import { waitUntil } from '@maru/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayHouse, stored } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';

const CHANNEL = 42;
let house: GatewayHouse;
let alice: Talker;

beforeAll(async () => {
  house = await GatewayHouse.start({ limits: { sockets: 1_000 } });
  house.memberships.set(1, [CHANNEL]);
});
afterAll(() => house.close());
beforeEach(async () => {
  house.commands.length = 0;
  alice = await house.talker(1);
  alice.heard.length = 0;
});

describe('frames of one socket', () => {
  it('WRITE_MESSAGEs follow each other without waiting, a request behind them waits for their acks', async () => {
    for (const content of ['a', 'b']) alice.say({ type: 'WRITE_MESSAGE', channelId: CHANNEL, content });
    alice.say({ type: 'ENTER_REQUEST', channelId: CHANNEL });
    const [first, second] = await house.published('WriteMessage', 2);
    expect([first?.content, second?.content]).toEqual(['a', 'b']);
    expect(house.commands.map(({ type }) => type)).not.toContain('Enter');
    await house.deliver(stored(CHANNEL, 1, first!), stored(CHANNEL, 2, second!));
    const [enter] = await house.published('Enter');
    await house.deliver({ kind: 'answer', to: enter!.asker, frame: '{"type":"ENTER_RESPONSE"}' });
    await alice.hear('ENTER_RESPONSE');
    expect(alice.types()).toEqual(['WRITE_MESSAGE_ACK', 'WRITE_MESSAGE_ACK', 'ENTER_RESPONSE']);
  });

  it('answers leave in the order of their requests, refusals too', async () => {
    alice.say({ type: 'LEAVE_REQUEST', requestId: 'one' });
    alice.say('no json');
    alice.say({ type: 'KEEP_ALIVE', requestId: 'three' });
    const [leave] = await house.published('Leave');
    expect(alice.heard).toEqual([]);
    await house.deliver({ kind: 'answer', to: leave!.asker, frame: '{"type":"LEAVE_RESPONSE"}' });
    await alice.hear('KEEP_ALIVE_RESPONSE');
    expect(alice.heard.map(({ type, requestId }) => [type, requestId])).toEqual([
      ['LEAVE_RESPONSE', 'one'],
      ['ERROR', undefined],
      ['KEEP_ALIVE_RESPONSE', 'three'],
    ]);
  });

  it('who asks faster than is answered is read no faster', async () => {
    const busy = await GatewayHouse.start({ limits: { messagesBurst: 1_000, messagesPerMinute: 1_000, framesPerMinute: 1_000 } });
    busy.memberships.set(1, [CHANNEL]);
    const [ann, bob] = [await busy.talker(1), await busy.talker(2)];
    for (let i = 1; i <= 300; i++) ann.say({ type: 'WRITE_MESSAGE', channelId: CHANNEL, content: `${i}` });
    const first = await busy.published('WriteMessage', 256);
    // What another asks afterwards is on its way before the rest.
    bob.say({ type: 'LEAVE_REQUEST' });
    await busy.published('Leave');
    expect(busy.commands.filter(({ type }) => type === 'WriteMessage')).toHaveLength(256);
    await busy.deliver(...first.map((command, index) => stored(CHANNEL, index + 1, command)));
    const all = await busy.published('WriteMessage', 300);
    expect(all.map(({ content }) => content)).toEqual(Array.from({ length: 300 }, (_, index) => `${index + 1}`));
    await busy.deliver(...all.slice(256).map((command, index) => stored(CHANNEL, index + 257, command)));
    await ann.hear('WRITE_MESSAGE_ACK', 300);
    await busy.close();
  });

  it('what a message pays is asked for when its frame arrives, once each, not when its turn comes', async () => {
    const asked = vi.spyOn(house.service.platform.keyValue, 'takeToken');
    alice.say({ type: 'LEAVE_REQUEST' });
    const [leave] = await house.published('Leave');
    for (const content of ['a', 'b', 'c']) alice.say({ type: 'WRITE_MESSAGE', channelId: CHANNEL, content });
    await waitUntil(() => asked.mock.calls.length === 3);
    expect(asked.mock.calls.map(([key]) => key)).toEqual(['writes:{1}', 'writes:{1}', 'writes:{1}']);
    expect(house.commands.map(({ type }) => type)).toEqual(['Leave']);
    await house.deliver({ kind: 'answer', to: leave!.asker, frame: '{"type":"LEAVE_RESPONSE"}' });
    await house.published('WriteMessage', 3);
    expect(asked).toHaveBeenCalledTimes(3);
    asked.mockRestore();
  });

  it('a request that nobody answers is answered UNAVAILABLE', async () => {
    const patient = await GatewayHouse.start({
      env: { MARU_ANSWER_TIMEOUT_MS: '20' },
      clock: new (await import('@maru/local')).SystemClock(),
    });
    const bob = await patient.talker(2);
    bob.say({ type: 'LEAVE_REQUEST', requestId: 'r' });
    expect(await bob.hear('ERROR')).toMatchObject({ code: 'UNAVAILABLE', retryable: true, requestId: 'r', messageType: 'LEAVE_REQUEST' });
    await patient.close();
  });
});

describe('a frame that is no good', () => {
  it.each([
    ['{', { code: 'INVALID_JSON', messageType: 'UNKNOWN' }],
    ['[]', { code: 'INVALID_FRAME', messageType: 'UNKNOWN' }],
    ['"text"', { code: 'INVALID_FRAME', messageType: 'UNKNOWN' }],
    ['null', { code: 'INVALID_FRAME', messageType: 'UNKNOWN' }],
    ['{"type":7}', { code: 'INVALID_FRAME', messageType: 'UNKNOWN' }],
    ['{"type":"NOTHING","requestId":"r"}', { code: 'UNKNOWN_TYPE', messageType: 'NOTHING', requestId: 'r' }],
    [`{"type":"${'👩'.repeat(70)}"}`, { code: 'UNKNOWN_TYPE', messageType: '👩'.repeat(64) }],
    ['{"type":"__proto__"}', { code: 'UNKNOWN_TYPE', messageType: '__proto__' }],
    ['{"type":"ENTER_REQUEST","channelId":"42","requestId":"r"}', { code: 'INVALID_FIELD', messageType: 'ENTER_REQUEST', requestId: 'r' }],
    ['{"type":"KEEP_ALIVE","requestId":""}', { code: 'INVALID_FIELD', messageType: 'KEEP_ALIVE' }],
    ['{"type":"KEEP_ALIVE","requestId":null}', { code: 'INVALID_FIELD', messageType: 'KEEP_ALIVE' }],
    ['{"type":"WRITE_MESSAGE","content":"x","username":"mallory"}', { code: 'NOT_YOURSELF', messageType: 'WRITE_MESSAGE' }],
    ['{"type":"WRITE_MESSAGE","content":"x"}', { code: 'NO_ACTIVE_CHANNEL', messageType: 'WRITE_MESSAGE' }],
  ])('%s is told so', async (text, error) => {
    alice.say(text);
    expect(await alice.hear('ERROR')).toMatchObject({ ...error, retryable: false });
    expect(house.commands).toEqual([]);
  });
});

it('the server writes the type first', async () => {
  const texts: string[] = [];
  alice.webSocket.on('message', (data: Buffer) => texts.push(data.toString()));
  alice.say({ type: 'KEEP_ALIVE', requestId: 'r' });
  alice.say('{');
  await alice.hear('ERROR');
  expect(texts.every((text) => text.startsWith('{"type":"'))).toBe(true);
});

describe('the buckets', () => {
  it('an empty one refuses, tells when to come again, and closes who does not listen', async () => {
    const strict = await GatewayHouse.start({ limits: { framesBurst: 2, framesPerMinute: 60, refusalsInARow: 3 } });
    const bob = await strict.talker(2);
    for (let i = 0; i < 5; i++) bob.say({ type: 'LEAVE_REQUEST', requestId: String(i) });
    for (const command of await strict.published('Leave', 1))
      await strict.deliver({ kind: 'answer', to: command.asker, frame: '{"type":"LEAVE_RESPONSE"}' });
    for (const command of (await strict.published('Leave', 2)).slice(1))
      await strict.deliver({ kind: 'answer', to: command.asker, frame: '{"type":"LEAVE_RESPONSE"}' });
    expect(await bob.hear('ERROR', 3)).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 1_000, requestId: '4' });
    expect(await bob.closed()).toBe(4008);
    expect(strict.commands).toHaveLength(2);
    await strict.close();
  });

  it('writing is paid for by the user, signals and other frames by the socket', async () => {
    const strict = await GatewayHouse.start({ limits: { messagesBurst: 1, messagesPerMinute: 60, signalsPerMinute: 1, framesBurst: 1 } });
    const bob = await strict.talker(2);
    const again = await strict.talker(2);
    bob.say({ type: 'WRITE_MESSAGE', channelId: 1, content: 'x' });
    await strict.published('WriteMessage');
    again.say({ type: 'WRITE_MESSAGE', channelId: 1, content: 'x' });
    expect(await again.hear('ERROR')).toMatchObject({ code: 'RATE_LIMITED', messageType: 'WRITE_MESSAGE' });
    again.say({ type: 'KEEP_ALIVE' });
    await again.hear('KEEP_ALIVE_RESPONSE');
    again.say({ type: 'KEEP_ALIVE' });
    expect(await again.hear('ERROR', 2)).toMatchObject({ code: 'RATE_LIMITED', messageType: 'KEEP_ALIVE' });
    await strict.close();
  });
});
