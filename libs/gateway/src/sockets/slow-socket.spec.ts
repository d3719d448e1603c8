/** A reader that does not read, over a real line: the kernel takes some, the rest waits here, and is bounded. */
import { SystemClock } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GatewayHouse } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';
import { aSocket } from './client-socket.fixture.js';
import { Sockets } from './sockets.js';

const ROOM = 42;
let house: GatewayHouse;
let slow: Talker;
let quick: Talker;

beforeEach(async () => {
  house = await GatewayHouse.start({ clock: new SystemClock(), env: { MARU_SOCKET_QUEUE_BYTES: '200000' } });
  for (const userId of [1, 2]) house.memberships.set(userId, [ROOM]);
  [slow, quick] = [await house.talker(1), await house.talker(2)];
});
afterEach(() => house.close());

function large(messageSequence: number) {
  const fields = { channelId: { id: ROOM }, messageSequence, username: 'dora', content: 'x'.repeat(60_000), createdAt: 1 };
  const frame = JSON.stringify({ type: 'NOTIFY_MESSAGE', ...fields });
  return { kind: 'message', channelId: ROOM, messageSequence, senderId: 99, frame, own: frame } as const;
}

it('is closed with 4001 when its queue is full, and holds up nobody', async () => {
  slow.webSocket.pause();
  const isOpen = () => [...house.service.get(Sockets).ofUser(1)].some(({ isClosing }) => !isClosing);
  let count = 0;
  while (isOpen()) {
    await house.deliver(large(++count));
    await quick.hearShort(`42/${count}`);
  }
  slow.webSocket.resume();
  expect(await slow.closed()).toBe(4001);
  const heard = slow.inShort().filter((text) => text.startsWith('42/'));
  // What it did hear is whole from the beginning: it resumes by the last sequence.
  expect(heard).toEqual(heard.map((_, index) => `42/${index + 1}`));
  expect(heard.length).toBe(count - 1);
  expect(quick.inShort().filter((text) => text.startsWith('42/'))).toHaveLength(count);
  expect(quick.closedWith).toBeUndefined();
});

it('is not slow because much comes at once', async () => {
  await house.deliver(...[1, 2, 3, 4, 5, 6, 7, 8].map(large));
  for (const talker of [slow, quick]) await talker.hearShort('42/8');
  expect(slow.closedWith).toBeUndefined();
});

it('that reads again in time has missed no message, but what may be missed', async () => {
  slow.webSocket.pause();
  await house.deliver(large(1), large(2));
  slow.webSocket.resume();
  await slow.hearShort('42/2');
  await house.deliver({ kind: 'channel', channelId: ROOM, ephemeral: true, frame: '{"type":"NOTIFY_TYPING","username":"dora"}' });
  await slow.hear('NOTIFY_TYPING');
  expect(slow.closedWith).toBeUndefined();
});

it('takes a page in one write, however many frames it has', () => {
  const { socket, line } = aSocket();
  const before = line.writes.length;
  socket.tell('{"n":1}', '{"n":2}', '{"n":3}');
  socket.tellPage(['{"n":4}', '{"n":5}']);
  socket.tellPage([]);
  expect(line.writes).toHaveLength(before + 2);
  expect(line.frames()).toEqual([1, 2, 3, 4, 5].map((n) => ({ n })));
});
