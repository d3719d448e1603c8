/** What a delivery costs, counted and not timed: of these numbers the speed of a channel is made. */
import type { MessageDelivery } from '@maru/contracts';
import { expect, it } from 'vitest';
import type { Dialect } from '../dialects/dialect.js';
import { maru1 } from '../dialects/maru1/maru1.dialect.js';
import { plain } from '../dialects/plain/plain.dialect.js';
import { aSession, aSocket } from '../sockets/client-socket.fixture.js';
import { Lane } from './lane.js';

const CHANNEL = 42;
const MESSAGES = 50;
const SLICE = 100;

/** A dialect that counts how often a message was encoded in it. */
function counted(dialect: Dialect) {
  const count = { encoded: 0 };
  const writeMessage = (encoded: string) => {
    count.encoded++;
    return dialect.writeMessage(encoded);
  };
  return { count, dialect: { ...dialect, writeMessage } };
}

function aMessage(messageSequence: number, senderId: number): MessageDelivery {
  const frame = JSON.stringify({ type: 'NOTIFY_MESSAGE', channelId: { id: CHANNEL }, messageSequence, username: 'u', content: 'm' });
  return { kind: 'message', channelId: CHANNEL, messageSequence, senderId, frame, own: frame };
}

/** All sockets of a channel, a burst of messages, and every turn until all is written. */
function tell({ dialect, sockets, senders }: { dialect: Dialect; sockets: number; senders: number }) {
  const turns: (() => void)[] = [];
  const lane = new Lane(CHANNEL, {
    gatewayId: 'g1',
    maxTickMs: 250,
    sliceSockets: SLICE,
    elapsed: () => 0,
    schedule: (_ms, turn) => void turns.push(turn),
    soon: (turn) => void turns.push(turn),
  });
  const lines = Array.from({ length: sockets }, (_, index) => {
    const { socket, line } = aSocket({ dialect, session: aSession(index + 1, CHANNEL) });
    lane.add(socket);
    return line;
  });
  for (let sequence = 1; sequence <= MESSAGES; sequence++) lane.push(aMessage(sequence, senders === 0 ? 9_999 : 1 + (sequence % senders)));
  let count = 0;
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
    turn();
    count++;
  }
  return { lines, turns: count, kernelCalls: lines.reduce((sum, { flushes }) => sum + flushes, 0) };
}

it.each([
  [maru1, 1],
  [maru1, 250],
  [plain, 250],
])('a message is encoded once, whoever hears it (%#)', (dialect, sockets) => {
  const { count, dialect: counting } = counted(dialect);
  tell({ dialect: counting, sockets, senders: 0 });
  expect(count.encoded).toBe(MESSAGES);
});

it('a socket costs one call of the kernel for all messages of a tick, and no bytes of its own', () => {
  const { lines, kernelCalls } = tell({ dialect: maru1, sockets: 250, senders: 0 });
  expect(kernelCalls / (lines.length * MESSAGES)).toBe(1 / MESSAGES);
  expect(new Set(lines.flatMap(({ writes }) => writes)).size).toBe(1);
});

it('a socket of a sender costs one call, too, and its own messages one more encoding each', () => {
  const { count, dialect } = counted(maru1);
  const { lines, kernelCalls } = tell({ dialect, sockets: 250, senders: 5 });
  expect(kernelCalls).toBe(lines.length);
  expect(count.encoded).toBe(MESSAGES + MESSAGES);
});

it('a channel takes one turn of the loop for each slice of its sockets', () => {
  expect(tell({ dialect: maru1, sockets: SLICE, senders: 0 }).turns).toBe(1);
  expect(tell({ dialect: maru1, sockets: 3 * SLICE, senders: 0 }).turns).toBe(3);
});

it('what many are told one after the other is framed once', () => {
  const text = JSON.stringify({ type: 'NOTIFY_JOIN', channelId: { id: CHANNEL }, username: 'u' });
  const lines = Array.from({ length: 50 }, (_, index) => {
    const { socket, line } = aSocket({ userId: index + 1 });
    socket.notify(text);
    return line;
  });
  expect(new Set(lines.flatMap(({ writes }) => writes)).size).toBe(1);
});
