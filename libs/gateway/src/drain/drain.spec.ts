import { FixedClock, waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayHouse, told } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';
import { Drain } from './drain.js';

const ROOM = 42;

describe('a drain', () => {
  let clock: FixedClock;
  let house: GatewayHouse;
  let alice: Talker;
  beforeEach(async () => {
    clock = new FixedClock();
    house = await GatewayHouse.start({ clock });
    house.memberships.set(1, [ROOM]);
    alice = await house.talker(1);
  });
  afterEach(() => house.close());

  const drain = () => house.service.get(Drain).drain();

  it('is told first, with a time to come back that is not the same for all', async () => {
    const others = await Promise.all([2, 3, 2, 3].map((userId) => house.talker(userId)));
    alice.say({ type: 'LEAVE_REQUEST' });
    await house.published('Leave');
    const drained = drain();
    const delays = await Promise.all(
      [alice, ...others].map(async (talker) => (await talker.hear('GOING_AWAY'))['reconnectInMs'] as number),
    );
    expect(new Set(delays).size).toBeGreaterThan(1);
    for (const delay of delays) expect(delay).toSatisfy((ms: number) => ms >= 500 && ms <= 3_000);
    await clock.advance(2_500);
    await drained;
  });

  it('waits for acks, and closes with 4000 then', async () => {
    alice.say({ type: 'WRITE_MESSAGE', channelId: ROOM, content: 'x' });
    const [write] = await house.published('WriteMessage');
    const drained = drain();
    await alice.hear('GOING_AWAY');
    expect(alice.closedWith).toBeUndefined();
    await house.deliver(told(ROOM, 1, write), told(ROOM, 2));
    await drained;
    expect(await alice.closed()).toBe(4000);
    expect(alice.inShort().filter((text) => text !== 'HELLO')).toEqual(['GOING_AWAY', 'WRITE_MESSAGE_ACK', '42/2']);
  });

  it('does not wait longer for an answer than the protocol allows', async () => {
    alice.say({ type: 'LEAVE_REQUEST' });
    await house.published('Leave');
    const drained = drain();
    await alice.hear('GOING_AWAY');
    await clock.advance(10_000);
    await drained;
    expect(await alice.closed()).toBe(4000);
  });

  it('takes nobody in any more', async () => {
    await drain();
    await alice.closed();
    expect(await waitUntil(() => house.connect({ secret: house.login(2) }))).toBe(503);
  });
});
