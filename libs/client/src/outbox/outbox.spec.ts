import { beforeEach, describe, expect, test } from 'vitest';
import { MaruError, UnansweredError } from '../maru-error.js';
import { HeldClock, settled } from '../testing/held-clock.js';
import { Outbox } from './outbox.js';
import type { OutboxEntry } from './outbox-entry.js';
import { memoryStorage } from './outbox-storage.js';
import { entry } from './outbox-storage.contract.js';

const rateLimited = new MaruError('RATE_LIMITED', { message: 'slow', retryable: true, retryAfterMs: 700 });
const unavailable = new MaruError('UNAVAILABLE', { message: 'later', retryable: true });
const notAMember = new MaruError('NOT_A_MEMBER', { message: 'no', retryable: false });

let clock: HeldClock;
let storage: ReturnType<typeof memoryStorage>;
/** What was handed over, in order; and what comes of it. */
let written: string[];
let outcomes: Map<string, (MaruError | 'hangs')[]>;
let changes: string[];

function open(): Outbox {
  return new Outbox(storage, clock, {
    write: ({ content }) => {
      written.push(content);
      const outcome = outcomes.get(content)?.shift();
      if (outcome === 'hangs') return new Promise(() => undefined);
      return outcome === undefined ? Promise.resolve() : Promise.reject(outcome);
    },
    changed: ({ content, code }, change) => changes.push([content, change, ...(code === undefined ? [] : [code])].join(' ')),
    storageFailed: ({ message }) => changes.push(message),
  });
}

beforeEach(() => {
  clock = new HeldClock();
  storage = memoryStorage();
  written = [];
  outcomes = new Map();
  changes = [];
});

describe('order', () => {
  test('one channel sends one after the other; channels do not wait for each other', async () => {
    const outbox = open();
    outcomes.set('a1', ['hangs']);
    for (const content of ['a1', 'a2']) outbox.send(1, content);
    for (const content of ['b1', 'b2']) outbox.send(2, content);
    outbox.start('alice');
    await settled();
    expect(written).toEqual(['a1', 'b1', 'b2']);
  });

  test.each([
    ['RATE_LIMITED waits as long as it says', rateLimited, 700],
    ['UNAVAILABLE backs off', unavailable, 750],
  ])('what is refused for now is not overtaken: %s', async (_name, error, ms) => {
    const outbox = open();
    outcomes.set('a1', [error]);
    outbox.start('alice');
    for (const content of ['a1', 'a2']) outbox.send(1, content);
    await clock.advance(ms - 1);
    expect(written).toEqual(['a1']);
    await clock.advance(1);
    expect(written).toEqual(['a1', 'a1', 'a2']);
    expect(outbox.entries).toEqual([]);
  });

  test('RATE_LIMITED stops the other channels, too', async () => {
    const outbox = open();
    outcomes.set('a1', [rateLimited]);
    outbox.start('alice');
    outbox.send(1, 'a1');
    await settled();
    outbox.send(2, 'b1');
    await clock.advance(699);
    expect(written).toEqual(['a1']);
    await clock.advance(1);
    expect(written.toSorted()).toEqual(['a1', 'a1', 'b1']);
  });

  test('a limit is met by few, however many channels have something to send', async () => {
    const outbox = open();
    for (let n = 0; n < 300; n++) {
      outbox.send(n, `c${n}`);
      outcomes.set(`c${n}`, [rateLimited]);
    }
    outbox.start('alice');
    await settled();
    expect(written.length).toBeLessThanOrEqual(16);
  });
});

describe('failing', () => {
  test('only a final error fails a message, and the next one goes on', async () => {
    const outbox = open();
    outcomes.set('a1', [unavailable, notAMember]);
    outbox.start('alice');
    for (const content of ['a1', 'a2']) outbox.send(1, content);
    await clock.advance(1_000);
    expect(written).toEqual(['a1', 'a1', 'a2']);
    expect(outbox.entries).toMatchObject([{ content: 'a1', state: 'failed', code: 'NOT_A_MEMBER' }]);
    expect(await storage.all()).toMatchObject([{ content: 'a1', state: 'failed' }]);
    expect(changes).toEqual(['a1 pending', 'a2 pending', 'a1 failed NOT_A_MEMBER', 'a2 sent']);
  });

  test('what no server would take is not even sent', async () => {
    const outbox = open();
    outbox.start('alice');
    expect(outbox.send(1, 'x'.repeat(4_001))).toMatchObject({ state: 'failed', code: 'INVALID_FIELD' });
    expect(outbox.send(1, ' ')).toMatchObject({ state: 'failed' });
    await settled();
    expect(written).toEqual([]);
  });

  test('retry sends the same message at the end, under the same id', async () => {
    const outbox = open();
    outcomes.set('a1', [notAMember]);
    outbox.start('alice');
    const { clientMessageId } = outbox.send(1, 'a1');
    await settled();
    outcomes.set('a2', ['hangs']);
    outbox.send(1, 'a2');
    expect(outbox.retry(clientMessageId)).toMatchObject({ clientMessageId, state: 'pending' });
    expect(outbox.entries.map(({ content }) => content)).toEqual(['a2', 'a1']);
    expect(outbox.retry(clientMessageId)).toBeUndefined();
  });

  test('an id that is another message already is given up with it', async () => {
    const outbox = open();
    outcomes.set('a1', [new MaruError('IDEMPOTENCY_CONFLICT', { message: 'no', retryable: false })]);
    outbox.start('alice');
    const { clientMessageId } = outbox.send(1, 'a1');
    await settled();
    expect(outbox.retry(clientMessageId)?.clientMessageId).not.toBe(clientMessageId);
    await settled();
    expect(outbox.entries).toEqual([]);
    expect(changes).toEqual(['a1 pending', 'a1 failed IDEMPOTENCY_CONFLICT', 'a1 discarded IDEMPOTENCY_CONFLICT', 'a1 pending', 'a1 sent']);
  });

  test('discard forgets it, here and in the storage, though it is under way', async () => {
    const outbox = open();
    outcomes.set('a1', [unavailable]);
    outbox.start('alice');
    const { clientMessageId } = outbox.send(1, 'a1');
    outbox.discard(clientMessageId);
    await clock.advance(5_000);
    expect(written).toEqual(['a1']);
    expect(outbox.entries).toEqual([]);
    expect(await storage.all()).toEqual([]);
  });
});

describe('interruption', () => {
  test('what was under way goes first on the next connection, without waiting out a back-off', async () => {
    const outbox = open();
    outcomes.set('a1', [unavailable, new UnansweredError('gone')]);
    outbox.start('alice');
    for (const content of ['a1', 'a2']) outbox.send(1, content);
    await settled();
    outbox.stop();
    outbox.start('alice');
    await settled();
    outbox.stop();
    await clock.advance(60_000);
    expect(written).toEqual(['a1', 'a1']);
    outbox.start('alice');
    await settled();
    expect(written).toEqual(['a1', 'a1', 'a1', 'a2']);
  });

  test('what the server is known to have is not sent again', async () => {
    const outbox = open();
    const { clientMessageId } = outbox.send(1, 'a1');
    outbox.settle(clientMessageId);
    outbox.settle(clientMessageId);
    outbox.start('alice');
    await settled();
    expect(written).toEqual([]);
    expect(changes).toEqual(['a1 pending', 'a1 sent']);
  });

  test('the next run of the program sends what the last one left, before what it adds itself', async () => {
    const first = open();
    for (const content of ['a1', 'a2']) first.send(1, content);
    await first.stored();
    const second = open();
    second.send(1, 'a3');
    await second.load();
    expect(second.entries.map(({ content }) => content)).toEqual(['a1', 'a2', 'a3']);
    second.start('alice');
    await settled();
    expect(written).toEqual(['a1', 'a2', 'a3']);
    expect(await storage.all()).toEqual([]);
  });

  test('one that was retried goes at its new place in the next run, too', async () => {
    outcomes.set('a1', [notAMember]);
    const first = open();
    first.start('alice');
    const { clientMessageId } = first.send(1, 'a1');
    await settled();
    first.stop();
    first.send(1, 'a2');
    first.retry(clientMessageId);
    await first.stored();
    const second = open();
    await second.load();
    second.start('alice');
    await settled();
    expect(written).toEqual(['a1', 'a2', 'a1']);
  });

  test('what another user left is neither shown nor sent, and is kept for them', async () => {
    const theirs: OutboxEntry = entry(1, { username: 'bob' });
    await storage.put(theirs);
    await storage.put(entry(2, { content: 'nobody knew whose' }));
    const outbox = open();
    await outbox.load();
    outbox.start('alice');
    await settled();
    expect(written).toEqual(['nobody knew whose']);
    expect(await storage.all()).toEqual([theirs]);
  });

  test('times ascend, though the clock stands or went back', async () => {
    await storage.put(entry(1, { createdAt: clock.now() + 5_000 }));
    const outbox = open();
    await outbox.load();
    const times = [outbox.send(1, 'a'), outbox.send(1, 'b')].map(({ createdAt }) => createdAt - clock.now());
    expect(times).toEqual([5_001, 5_002]);
  });

  test('a storage that fails is told, and stops nothing', async () => {
    storage = { ...storage, all: () => Promise.reject(new Error('locked')), put: () => Promise.reject(new Error('full')) };
    const outbox = open();
    await outbox.load();
    outbox.start('alice');
    outbox.send(1, 'a1');
    await outbox.stored();
    expect(written).toEqual(['a1']);
    expect(changes).toEqual(expect.arrayContaining(['locked', 'full', 'a1 sent']));
  });
});
