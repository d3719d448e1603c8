/** What one who comes back costs, counted and not timed: everybody does it at once when a process has died. */
import { Socket } from 'node:net';
import { ReplayMessages } from '@maru/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GatewayHouse, told } from '../gateway.fixture.js';

const [ROOM, HALL] = [42, 43];
const BOB = 2;
let house: GatewayHouse;

beforeEach(async () => {
  house = await GatewayHouse.start();
  house.memberships.set(BOB, [ROOM, HALL]);
  house.service.platform.queries.serve(ReplayMessages, async ({ channelId, afterSequence }) => ({
    reset: false,
    frames: [1, 2, 3].map((index) => told(channelId, afterSequence + index).frame),
  }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await house.close();
});

/** Calls of the kernel, of the gateway's ends of all lines. */
function countWrites(): () => number {
  const port = Number(new URL(house.service.url).port);
  const spies = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev')];
  return () => spies.flatMap(({ mock }) => mock.contexts).filter((socket) => (socket as Socket).localPort === port).length;
}

it('the greeting leaves with the answer to the handshake, of the first socket of somebody as of the next', async () => {
  const writes = countWrites();
  await house.talker(BOB);
  expect(writes()).toBe(1);
  await house.talker(BOB);
  expect(writes()).toBe(2);
});

it('SYNCED leaves with the last page', async () => {
  const bob = await house.talker(BOB);
  const writes = countWrites();
  bob.say({ type: 'RESUME', channels: [[ROOM, 4]] });
  await bob.hear('SYNCED');
  expect(bob.inShort()).toEqual(['HELLO', '42/5', '42/6', '42/7', 'SYNCED']);
  expect(writes()).toBe(1);
  const pairs = [
    [ROOM, 4],
    [HALL, 8],
  ];
  bob.say({ type: 'RESUME', channels: pairs });
  await bob.hear('SYNCED', 2);
  expect(writes()).toBe(3);
});
