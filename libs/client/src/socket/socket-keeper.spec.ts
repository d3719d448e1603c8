import { closeCodes, type ServerFrame } from '@maru/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { MaruError } from '../maru-error.js';
import { defaultSettings } from '../settings.js';
import { FakeMaru } from '../testing/fake-maru.js';
import { HeldClock, settled } from '../testing/held-clock.js';
import { SocketKeeper } from './socket-keeper.js';
import type { SocketState } from './socket-state.js';

let maru: FakeMaru;
let clock: HeldClock;
let states: SocketState[];
let told: string[];
let heard: ServerFrame[];
let isBusy: boolean;
let syncs: boolean;

function open(address: () => Promise<string> = maru.http.socketUrl): SocketKeeper {
  const keeper: SocketKeeper = new SocketKeeper(
    address,
    maru.openSocket,
    clock,
    {
      changed: (state) => states.push(state),
      hello: () => {
        told.push('hello');
        if (syncs) keeper.synced();
      },
      heard: (frame) => heard.push(frame),
      dropped: () => told.push('dropped'),
      goingAway: () => told.push('going away'),
      busy: () => isBusy,
    },
    defaultSettings,
  );
  keeper.connect();
  return keeper;
}

const names = () => states.map(({ name }) => name);

beforeEach(() => {
  maru = new FakeMaru();
  clock = new HeldClock();
  [states, told, heard, isBusy, syncs] = [[], [], [], false, true];
});

describe('connecting', () => {
  test('goes from connecting over syncing to live', async () => {
    open();
    await settled();
    expect(names()).toEqual(['connecting', 'syncing', 'live']);
  });

  test('is tried again ever more slowly, up to a bound, and never quite at the same time', async () => {
    maru.closesWith = 1006;
    const keeper = open();
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      await settled();
      if (keeper.state.name === 'waiting') waits.push(keeper.state.retryInMs);
      await clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([375, 750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500, 22_500]);
    clock.chance = 0;
    await clock.advance(22_500);
    expect(keeper.state).toMatchObject({ name: 'waiting', retryInMs: 15_000, retryAt: clock.now() + 15_000 });
  });

  test('is given up when it takes too long, be it the ticket or HELLO', async () => {
    const keeper = open(() => new Promise(() => undefined));
    await clock.advance(10_000);
    expect(keeper.state).toMatchObject({ name: 'waiting', error: { code: 'UNAVAILABLE' } });
    maru.automatic = false;
    const other = open();
    await clock.advance(10_000);
    expect(other.state.name).toBe('waiting');
  });

  test('waits as long as the ticket office says, and then not all at once', async () => {
    const keeper = open(() => Promise.reject(new MaruError('RATE_LIMITED', { message: '', retryable: true, retryAfterMs: 20_000 })));
    await settled();
    expect(keeper.state).toMatchObject({ name: 'waiting', retryInMs: 20_375 });
  });

  test.each(['UNAUTHENTICATED', 'REFRESH_REUSED', 'INVALID_REFRESH_TOKEN'] as const)('ends when no ticket is given: %s', async (code) => {
    const keeper = open(() => Promise.reject(new MaruError(code, { status: 401, message: '', retryable: false })));
    await settled();
    expect(keeper.state).toEqual({ name: 'ended', reason: 'session-ended' });
  });

  test('wake() tries at once', async () => {
    maru.closesWith = 1006;
    const keeper = open();
    await settled();
    maru.closesWith = undefined;
    keeper.wake();
    await settled();
    expect(keeper.state.name).toBe('live');
    await clock.advance(60_000);
    expect(maru.sockets).toHaveLength(2);
  });
});

describe('being closed', () => {
  const comesBack = { 4000: true, 4001: true, 4003: true, 4008: true, 4500: false, 4502: false, 4509: false };
  const accidents = { 1000: true, 1001: true, 1006: true, 1011: true, 1013: true, 1003: false, 1007: false, 1009: false };

  test.each(Object.entries({ ...comesBack, ...accidents }))('with %s: come back %s', async (code, back) => {
    const keeper = open();
    await settled();
    maru.socket.end(Number(code));
    await settled();
    expect(keeper.state.name).toBe(back ? 'waiting' : 'ended');
    expect(told).toEqual(['hello', 'dropped']);
    await clock.advance(60_000);
    expect(maru.sockets).toHaveLength(back ? 2 : 1);
  });

  test('every close code of the contracts is obeyed', async () => {
    for (const { code, comeBack } of Object.values(closeCodes)) {
      const keeper = open();
      await settled();
      maru.socket.end(code);
      await settled();
      expect(keeper.state.name).toBe(comeBack ? 'waiting' : 'ended');
    }
  });

  test.each([
    [4500, 'session-ended'],
    [4502, 'unsupported'],
    [4509, 'too-many-sockets'],
    [1009, 'unsupported'],
  ])('for good tells why: %s', async (code, reason) => {
    maru.closesWith = code;
    const keeper = open();
    await settled();
    expect(keeper.state).toEqual({ name: 'ended', reason });
    keeper.wake();
    keeper.connect();
    keeper.drop(new MaruError('UNAVAILABLE', { message: '', retryable: true }));
    expect(keeper.state.name).toBe('ended');
  });

  test('soon after having been live counts as one more failure; after a while it does not', async () => {
    const keeper = open();
    const cutAfter = async (ms: number) => {
      await clock.advance(ms);
      maru.socket.cut();
      const waitMs = keeper.state.name === 'waiting' ? keeper.state.retryInMs : 0;
      await clock.advance(waitMs);
      return waitMs;
    };
    expect([await cutAfter(100), await cutAfter(100), await cutAfter(100), await cutAfter(5_000)]).toEqual([375, 750, 1_500, 375]);
  });
});

describe('going away', () => {
  test('a draining server is left when it said, and a little later than it said', async () => {
    const keeper = open();
    await settled();
    maru.say({ type: 'GOING_AWAY', reconnectInMs: 2_000 });
    await clock.advance(2_499);
    expect(told).toEqual(['hello', 'going away']);
    expect(keeper.state.name).toBe('live');
    await clock.advance(1);
    expect(told).toEqual(['hello', 'going away', 'dropped', 'hello']);
    expect(names()).toEqual(['connecting', 'syncing', 'live', 'connecting', 'syncing', 'live']);
  });

  test('not while answers are awaited', async () => {
    open();
    await settled();
    isBusy = true;
    maru.say({ type: 'GOING_AWAY', reconnectInMs: 2_000 });
    await clock.advance(5_000);
    expect(maru.sockets).toHaveLength(1);
    isBusy = false;
    await clock.advance(100);
    expect(maru.sockets).toHaveLength(2);
  });

  test('where the server closes first, the rest of the time is waited, once', async () => {
    const keeper = open();
    await settled();
    maru.say({ type: 'GOING_AWAY', reconnectInMs: 2_000 });
    await clock.advance(500);
    maru.socket.end(4000);
    await settled();
    expect(keeper.state).toMatchObject({ name: 'waiting', retryInMs: 2_000 });
    maru.closesWith = 1006;
    await clock.advance(2_000);
    expect(keeper.state).toMatchObject({ name: 'waiting', retryInMs: 375 });
  });
});

describe('silence', () => {
  test('a quiet server is asked, and stays when it answers', async () => {
    const keeper = open();
    await clock.advance(60_000);
    expect(maru.count('KEEP_ALIVE')).toBe(2);
    expect(keeper.state.name).toBe('live');
    expect(heard.map(({ type }) => type)).toEqual(['KEEP_ALIVE_RESPONSE', 'KEEP_ALIVE_RESPONSE']);
  });

  test('a server that speaks is not asked', async () => {
    open();
    for (let i = 0; i < 6; i++) {
      await clock.advance(10_000);
      maru.tell(42, 'bob', 'hi');
    }
    expect(maru.count('KEEP_ALIVE')).toBe(0);
  });

  test('a dead one is left', async () => {
    const keeper = open();
    await settled();
    maru.automatic = false;
    await clock.advance(32_999);
    expect(keeper.state.name).toBe('live');
    await clock.advance(1);
    expect(keeper.state.name).toBe('waiting');
  });

  test('is noticed though the clock was set back', async () => {
    open();
    await settled();
    clock.set(-3_600_000);
    await clock.advance(50_000);
    expect(maru.count('KEEP_ALIVE')).toBe(1);
  });

  test('wake() does not trust a socket that slept', async () => {
    const keeper = open();
    await settled();
    maru.automatic = false;
    keeper.wake();
    await clock.advance(8_000);
    expect(keeper.state.name).toBe('waiting');
  });

  test('what an old socket still says is not heard', async () => {
    open();
    await settled();
    const old = maru.socket;
    maru.automatic = false;
    old.say({ type: 'RESET', channelId: { id: 1 } });
    await clock.advance(33_000);
    old.isOpen = true;
    old.down();
    expect(heard).toEqual([]);
  });
});

test('frames that are none are passed over', async () => {
  open();
  await settled();
  for (const frame of [{ type: 'NEW_IN_MARU_2' }, { no: 'type' }, { type: 'RESET' }]) maru.socket.say(frame);
  maru.socket.say({ type: 'RESET', channelId: { id: 1, shard: 9 }, extra: true });
  await settled();
  expect(heard).toEqual([{ type: 'RESET', channelId: { id: 1 } }]);
});
