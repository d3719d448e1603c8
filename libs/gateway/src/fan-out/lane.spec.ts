import type { MessageDelivery } from '@maru/contracts';
import { describe, expect, it } from 'vitest';
import { plain } from '../dialects/plain/plain.dialect.js';
import { aSession, aSocket } from '../sockets/client-socket.fixture.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Lane } from './lane.js';

const CHANNEL = 42;

/** A lane whose ticks run when the test says so, and whose writes cost what it says. */
function aLane({ writeMs = 0, sliceSockets = 100 } = {}) {
  const waiting: { ms: number; flush: () => void; soon?: boolean }[] = [];
  let now = 0;
  const lane = new Lane(CHANNEL, {
    gatewayId: 'g1',
    maxTickMs: 250,
    sliceSockets,
    elapsed: () => now,
    schedule: (ms, flush) => void waiting.push({ ms, flush }),
    soon: (flush) => void waiting.push({ ms: 0, flush, soon: true }),
  });
  return {
    lane,
    waiting,
    now: () => now,
    pass: (ms: number) => (now += ms),
    reader: (userId = 1) => {
      const reader = aSocket({ userId });
      reader.line.onWrite = () => (now += writeMs);
      lane.add(reader.socket);
      return reader;
    },
    /** Lets the time until the next turn pass, and runs it. The answer is how long that was. */
    runTick: () => {
      const next = waiting.shift();
      now += next?.ms ?? 0;
      next?.flush();
      return next?.ms ?? -1;
    },
  };
}

function aMessage(messageSequence: number, senderId = 9, ack?: { socket: ClientSocket; reference: number }): MessageDelivery {
  const fields = { channelId: { id: CHANNEL }, messageSequence, username: `user${senderId}`, content: `m${messageSequence}`, createdAt: 1 };
  const own = { type: 'NOTIFY_MESSAGE', ...fields, clientMessageId: `c${messageSequence}` };
  const acknowledged = { type: 'WRITE_MESSAGE_ACK', channelId: { id: CHANNEL }, messageSequence, createdAt: 1 };
  return {
    kind: 'message',
    channelId: CHANNEL,
    messageSequence,
    senderId,
    frame: JSON.stringify({ type: 'NOTIFY_MESSAGE', ...fields }),
    own: JSON.stringify(own),
    ...(ack === undefined ? {} : { ack: { to: { ...asker(ack.socket), reference: ack.reference }, frame: JSON.stringify(acknowledged) } }),
  };
}

function asker({ userId, username, sessionId, gatewayId, id }: ClientSocket) {
  return { userId, username, sessionId, gatewayId, socketId: id };
}

const sequencesOf = (frames: Record<string, unknown>[]) => frames.map((frame) => frame['messageSequence']);

describe('an ear', () => {
  it('hears each message once, before any socket does, and keeps its lane open', () => {
    const { lane, runTick } = aLane();
    const heard: number[] = [];
    const ear = ({ messageSequence }: MessageDelivery) => void heard.push(messageSequence);
    lane.ears.add(ear);
    expect([lane.isEmpty, lane.push(aMessage(1)), lane.push(aMessage(1))]).toEqual([false, true, false]);
    const { socket, line } = aSocket({ userId: 1 });
    lane.add(socket);
    lane.push(aMessage(2));
    expect([heard, sequencesOf(line.frames())]).toEqual([[1, 2], []]);
    runTick();
    expect(sequencesOf(line.frames())).toEqual([2]);
    lane.remove(socket);
    lane.ears.delete(ear);
    expect(lane.isEmpty).toBe(true);
  });
});

describe('a tick', () => {
  it('writes what has gathered once, the same buffer to every socket', () => {
    const { lane, runTick } = aLane();
    const readers = [aSocket({ userId: 1 }), aSocket({ userId: 2 })];
    for (const { socket } of readers) lane.add(socket);
    for (const sequence of [1, 2, 3]) lane.push(aMessage(sequence));
    runTick();
    for (const { line } of readers) {
      expect(line.writes).toHaveLength(1);
      expect(sequencesOf(line.frames())).toEqual([1, 2, 3]);
    }
    expect(readers[0]?.line.writes[0]).toBe(readers[1]?.line.writes[0]);
  });

  it('comes on the next turn of the loop after a pause, widens while writing does not fit, and narrows again', () => {
    const { lane, waiting, pass, reader, runTick } = aLane({ writeMs: 40 });
    const { line } = reader();
    lane.push(aMessage(1));
    expect(runTick()).toBe(0);
    lane.push(aMessage(2));
    // A quarter of the time: 160 ms from the beginning of the last one, which took 40.
    expect(runTick()).toBe(120);
    pass(1_000);
    lane.push(aMessage(3));
    expect(runTick()).toBe(0);
    line.onWrite = () => pass(1);
    pass(1_000);
    lane.push(aMessage(4));
    runTick();
    lane.push(aMessage(5));
    expect(waiting[0]?.ms).toBe(0);
  });

  it('begins before the next turn of the loop where nothing holds it back; only its first slice does', () => {
    const { lane, waiting, reader, runTick } = aLane({ sliceSockets: 1 });
    const readers = [reader(1), reader(2)];
    for (const sequence of [1, 2]) lane.push(aMessage(sequence));
    expect(waiting).toMatchObject([{ soon: true }]);
    runTick();
    expect(waiting.map(({ ms, soon }) => [ms, soon])).toEqual([[0, undefined]]);
    lane.push(aMessage(3));
    runTick();
    // The first one has not heard all: that is for the next turn of the loop, too.
    expect(waiting.map(({ ms, soon }) => [ms, soon])).toEqual([[0, undefined]]);
    runTick();
    expect(readers.map(({ line }) => sequencesOf(line.frames()))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('is never wider than the longest tick', () => {
    const { lane, now, reader, runTick } = aLane({ writeMs: 200 });
    reader();
    lane.push(aMessage(1));
    runTick();
    lane.push(aMessage(2));
    const before = now();
    runTick();
    expect(now() - before).toBe(50 + 200);
  });

  it('of a large channel is a round of slices: at once after a pause, evenly over the tick when busy, and nobody misses any', () => {
    const { lane, waiting, reader, runTick } = aLane({ writeMs: 10, sliceSockets: 2 });
    const readers = [1, 2, 3, 4, 5, 6].map(reader);
    lane.push(aMessage(1));
    expect([runTick(), runTick()]).toEqual([0, 0]);
    lane.push(aMessage(2));
    expect(runTick()).toBe(0);
    expect(readers.map(({ line }) => sequencesOf(line.frames()))).toEqual([[1], [1], [1], [1], [1, 2], [1, 2]]);
    // The round took 60 ms, so the tick is 240: the next one begins 240 after the last, and its slices lie 80 apart, of which writing takes 20.
    expect([runTick(), runTick()]).toEqual([180, 60]);
    lane.push(aMessage(3));
    while (waiting.length > 0) runTick();
    for (const { line } of readers) expect(sequencesOf(line.frames())).toEqual([1, 2, 3]);
  });
});

it('ignores a sequence that it had before', () => {
  const { lane, runTick } = aLane();
  const { socket, line } = aSocket();
  lane.add(socket);
  expect(lane.push(aMessage(1))).toBe(true);
  expect(lane.push(aMessage(1))).toBe(false);
  runTick();
  expect(sequencesOf(line.frames())).toEqual([1]);
});

describe("a writer's sockets", () => {
  it('get the ack where the others get the message, and their own messages with the client id', () => {
    const { lane, runTick } = aLane();
    const session = aSession(9);
    const [writer, other] = [aSocket({ session }), aSocket({ session })];
    for (const { socket } of [writer, other]) lane.add(socket);
    const turn = writer.socket.turns.open({ messageType: 'WRITE_MESSAGE' }, 0);
    lane.push(aMessage(1, 5));
    lane.push(aMessage(2, 9, { socket: writer.socket, reference: turn.reference }));
    lane.push(aMessage(3, 5));
    runTick();
    expect(writer.line.frames().map((frame) => frame['type'])).toEqual(['NOTIFY_MESSAGE', 'WRITE_MESSAGE_ACK', 'NOTIFY_MESSAGE']);
    expect(sequencesOf(writer.line.frames())).toEqual([1, 2, 3]);
    expect(other.line.frames()[1]).toMatchObject({ type: 'NOTIFY_MESSAGE', clientMessageId: 'c2' });
  });

  it('get what others wrote in between in one piece, and all of a tick in one call of the kernel', () => {
    const { lane, reader, runTick } = aLane();
    const others = reader(1);
    const { line } = reader(9);
    for (const [index, sender] of [5, 6, 9, 7, 8].entries()) lane.push(aMessage(index + 1, sender));
    runTick();
    expect(sequencesOf(line.frames())).toEqual([1, 2, 3, 4, 5]);
    expect(line.writes).toHaveLength(3);
    expect(line.flushes).toBe(1);
    // Cut from the buffer that the others got, not copied.
    expect(line.writes[0]?.buffer).toBe(others.line.writes[0]?.buffer);
  });

  it('wait with the channel behind an ack that waits for its turn', () => {
    const { lane, runTick } = aLane();
    const { socket, line } = aSocket({ userId: 9 });
    lane.add(socket);
    const elsewhere = socket.turns.open({ messageType: 'WRITE_MESSAGE' }, 0);
    const here = socket.turns.open({ messageType: 'WRITE_MESSAGE' }, 0);
    lane.push(aMessage(1, 9, { socket, reference: here.reference }));
    lane.push(aMessage(2, 5));
    runTick();
    lane.push(aMessage(3, 5));
    runTick();
    expect(line.frames()).toEqual([]);
    socket.refuse(elsewhere, { code: 'NOT_A_MEMBER', message: 'no' });
    expect(line.frames().map((frame) => frame['type'])).toEqual(['ERROR', 'WRITE_MESSAGE_ACK', 'NOTIFY_MESSAGE', 'NOTIFY_MESSAGE']);
    expect(sequencesOf(line.frames()).slice(1)).toEqual([1, 2, 3]);
  });

  it('hear before the others of their slice', () => {
    const { lane, runTick, reader } = aLane();
    const others = [reader(1), reader(2)];
    const writer = reader(9);
    const heardByWriter: number[] = [];
    for (const { line } of others) line.onWrite = () => void heardByWriter.push(writer.line.frames().length);
    lane.push(aMessage(1, 9));
    runTick();
    expect(heardByWriter).toEqual([1, 1]);
  });

  it('are told an ack that is too late as a message, so that no hole is left', () => {
    const { lane, runTick } = aLane();
    const { socket, line } = aSocket({ userId: 9 });
    lane.add(socket);
    const turn = socket.turns.open({ messageType: 'WRITE_MESSAGE' }, 0);
    socket.refuse(turn, { code: 'UNAVAILABLE', message: 'late' });
    lane.push(aMessage(1, 9, { socket, reference: turn.reference }));
    runTick();
    expect(line.frames()[1]).toMatchObject({ type: 'NOTIFY_MESSAGE', messageSequence: 1, clientMessageId: 'c1' });
  });
});

describe('during a replay', () => {
  it('live messages wait, and follow it without those that it told', () => {
    const { lane, runTick } = aLane();
    const { socket, line } = aSocket();
    lane.add(socket);
    socket.hold(CHANNEL);
    for (const sequence of [4, 5, 6]) lane.push(aMessage(sequence));
    runTick();
    expect(line.writes).toHaveLength(0);
    socket.replayed(CHANNEL, 5);
    socket.release(CHANNEL);
    expect(sequencesOf(line.frames())).toEqual([6]);
    lane.push(aMessage(7));
    runTick();
    expect(sequencesOf(line.frames())).toEqual([6, 7]);
  });
});

describe('slow sockets', () => {
  it('are closed with 4001 when their queue is full, and the others hear on', () => {
    const { lane, runTick } = aLane();
    const slow = aSocket({ userId: 1, queueBytes: 1_000 });
    const quick = aSocket({ userId: 2 });
    for (const { socket } of [slow, quick]) lane.add(socket);
    slow.line.writableLength = 990;
    lane.push(aMessage(1));
    runTick();
    expect(slow.line.closedWith).toBe(4001);
    expect(sequencesOf(quick.line.frames())).toEqual([1]);
  });

  it('are not those who write a lot: what one tick brings is no queue', () => {
    const { lane, runTick } = aLane();
    const { socket, line } = aSocket({ userId: 9, queueBytes: 300 });
    lane.add(socket);
    for (let sequence = 1; sequence < 20; sequence++) lane.push(aMessage(sequence, sequence % 2 === 0 ? 9 : 5));
    runTick();
    expect(line.closedWith).toBeUndefined();
    expect(sequencesOf(line.frames())).toHaveLength(19);
  });

  it('miss what may be missed at half a queue', () => {
    const { socket, line } = aSocket({ queueBytes: 1_000 });
    const typing = JSON.stringify({ type: 'NOTIFY_TYPING', channelId: { id: 1 }, username: 'bob' });
    line.writableLength = 501;
    socket.notify(typing, true);
    expect(line.writes).toHaveLength(0);
    line.writableLength = 100;
    socket.notify(typing, true);
    expect(line.frames()).toHaveLength(1);
  });

  it('cannot hide what they hold behind a replay', () => {
    const { lane, runTick } = aLane();
    const { socket, line } = aSocket({ queueBytes: 400 });
    lane.add(socket);
    socket.hold(CHANNEL);
    for (let sequence = 1; sequence < 10; sequence++) lane.push(aMessage(sequence));
    runTick();
    expect(line.closedWith).toBe(4001);
  });
});

it('writes to plain sockets only where the channel is the active one, without what they do not know', () => {
  const { lane, runTick } = aLane();
  const inside = aSocket({ dialect: plain, session: aSession(1, CHANNEL) });
  const outside = aSocket({ dialect: plain, session: aSession(2, 7) });
  for (const { socket } of [inside, outside]) lane.add(socket);
  lane.push(aMessage(1));
  runTick();
  expect(inside.line.frames()).toEqual([{ type: 'NOTIFY_MESSAGE', channelId: CHANNEL, username: 'user9', content: 'm1' }]);
  expect(outside.line.writes).toHaveLength(0);
});

it('writes to a socket what was for it before it leaves', () => {
  const { lane } = aLane();
  const { socket, line } = aSocket();
  lane.add(socket);
  lane.push(aMessage(1));
  lane.remove(socket);
  lane.push(aMessage(2));
  lane.flush();
  expect(sequencesOf(line.frames())).toEqual([1]);
  expect(lane.isEmpty).toBe(true);
});
