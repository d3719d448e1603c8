import { FixedClock } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GatewayHouse } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';

let clock: FixedClock;
let house: GatewayHouse;
let alice: Talker;
let pings: number;

beforeEach(async () => {
  clock = new FixedClock();
  house = await GatewayHouse.start({ clock, env: { MARU_HEARTBEAT_MS: '10000' } });
  alice = await house.talker(1);
  pings = 0;
  alice.webSocket.on('ping', () => (pings += 1));
});
afterEach(() => house.close());

/** Resolves when all that was sent to the socket so far has come. */
async function settle(): Promise<void> {
  await house.deliver({ kind: 'user', userId: 1, frame: '{"type":"ASK_INVITE","username":"bob"}' });
  const count = alice.heard.filter(({ type }) => type === 'ASK_INVITE').length;
  await alice.hear('ASK_INVITE', count + 1);
}

it('who has been silent for an interval is pinged once, and stays when he answers', async () => {
  await clock.advance(9_999);
  await settle();
  expect(pings).toBe(0);
  await clock.advance(1);
  await expect.poll(() => pings).toBe(1);
  // The pong came on its way back before this frame's answer.
  alice.say({ type: 'KEEP_ALIVE' });
  await alice.hear('KEEP_ALIVE_RESPONSE');
  await clock.advance(9_000);
  await settle();
  expect(pings).toBe(1);
  await clock.advance(1_000);
  await expect.poll(() => pings).toBe(2);
  expect(alice.closedWith).toBeUndefined();
});

it('who does not even answer pings is closed with 4003 after two intervals, not before', async () => {
  alice.webSocket.pause();
  await clock.advance(19_999);
  const bob = await house.talker(2);
  alice.webSocket.resume();
  await settle();
  expect(alice.closedWith).toBeUndefined();
  alice.say({ type: 'KEEP_ALIVE' });
  await alice.hear('KEEP_ALIVE_RESPONSE');
  alice.webSocket.pause();
  await clock.advance(10_000);
  bob.say({ type: 'KEEP_ALIVE' });
  await bob.hear('KEEP_ALIVE_RESPONSE');
  // Who is silent is looked for once a second.
  await clock.advance(11_000);
  alice.webSocket.resume();
  expect(await alice.closed()).toBe(4003);
  expect(bob.closedWith).toBeUndefined();
});
