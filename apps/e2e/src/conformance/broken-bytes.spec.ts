/** What is no text frame of a client: closed with the code that says so, and nobody else notices. */
import { createConnection } from 'node:net';
import { SOCKET_PATH } from '@maru/contracts';
import { waitUntil } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { bareFrame, upgradeRequest } from './bare-bytes.fixture.js';
import type { Line } from './line.fixture.js';
import { Person } from './person.fixture.js';

const LARGEST = 65_536;
let maru: RunningMaru;
let alice: Person;
beforeAll(async () => {
  maru = await startMaru();
  alice = await Person.arrive(maru);
});
afterAll(() => maru.close());

function padded(length: number): string {
  const start = '{"type":"KEEP_ALIVE","padding":"';
  return `${start}${'x'.repeat(length - start.length - 2)}"}`;
}

function sendParts({ webSocket }: Line, parts: readonly (string | Buffer)[], binary = false): void {
  parts.forEach((part, i) => webSocket.send(part, { binary, fin: i === parts.length - 1 }));
}

describe.each(['maru.1', 'plain'] as const)('in %s', (dialect) => {
  it.each<[string, number, (line: Line) => void]>([
    ['a binary frame', 1003, ({ webSocket }) => webSocket.send(Buffer.from('{"type":"KEEP_ALIVE"}'), { binary: true })],
    ['an empty binary frame', 1003, ({ webSocket }) => webSocket.send(Buffer.alloc(0), { binary: true })],
    ['a binary frame in parts', 1003, (line) => sendParts(line, [Buffer.from('{'), Buffer.from('}')], true)],
    ['no UTF-8', 1007, (line) => line.send(Buffer.from([0x22, 0xff, 0x22]))],
    ['half a character', 1007, (line) => line.send(Buffer.from('"👋"').subarray(0, 3))],
    ['a surrogate as bytes', 1007, (line) => line.send(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))],
    ['an overlong slash', 1007, (line) => line.send(Buffer.from([0x22, 0xc0, 0xaf, 0x22]))],
    ['no UTF-8 in parts', 1007, (line) => sendParts(line, ['{"type":"', Buffer.from([0xff]), '"}'])],
    ['one byte too many', 1009, (line) => line.send(padded(LARGEST + 1))],
    ['far too much', 1009, (line) => line.send(padded(LARGEST * 16))],
    ['too much in parts', 1009, (line) => sendParts(line, [padded(LARGEST), ' '])],
  ])('%s closes with %i', async (_what, code, send) => {
    const line = await alice.open({ dialect });
    send(line);
    expect(await line.closed).toMatchObject({ code });
    expect(line.wrong).toEqual([]);
    expect(await alice.line.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
  });
});

describe('is taken as it is', () => {
  it('the largest frame', async () => {
    expect(await alice.line.outcomeOf(padded(LARGEST))).toBe('KEEP_ALIVE_RESPONSE');
  });

  it('a frame in parts, cut inside a character, with a ping between', async () => {
    const bytes = Buffer.from('{"type":"👋👋","requestId":"in parts"}');
    alice.line.webSocket.send(bytes.subarray(0, 11), { binary: false, fin: false });
    alice.line.webSocket.ping();
    for (const byte of bytes.subarray(11, -1)) alice.line.webSocket.send(Buffer.from([byte]), { binary: false, fin: false });
    alice.line.webSocket.send(bytes.subarray(-1), { binary: false, fin: true });
    expect(await alice.line.hears('ERROR', { requestId: 'in parts' })).toMatchObject({ messageType: '👋👋', code: 'UNKNOWN_TYPE' });
  });

  it('an empty text: it is no JSON', async () => {
    expect(await alice.line.ask('')).toMatchObject({ type: 'ERROR', messageType: 'UNKNOWN', code: 'INVALID_JSON' });
  });
});

describe('what breaks the rules of WebSocket itself', () => {
  it.each<[string, Buffer, number]>([
    ['a frame without a mask', bareFrame(0x81, Buffer.from('{}'), false), 1002],
    ['a reserved bit: nobody agreed on compression', bareFrame(0xc1, Buffer.from('{}')), 1002],
    ['an unknown opcode', bareFrame(0x83, Buffer.from('{}')), 1002],
    ['a continuation of nothing', bareFrame(0x80, Buffer.from('{}')), 1002],
    ['a ping in parts', bareFrame(0x09, Buffer.from('x')), 1002],
    ['a long ping', bareFrame(0x89, Buffer.alloc(126)), 1002],
    ['a close of one byte', bareFrame(0x88, Buffer.from([3])), 1002],
    ['a close with a code that is none', bareFrame(0x88, Buffer.from([0, 1])), 1002],
    ['a close whose reason is no UTF-8', bareFrame(0x88, Buffer.from([3, 232, 255])), 1007],
    ['a frame that says it is endless', Buffer.concat([Buffer.from([0x81, 0xff]), Buffer.alloc(8, 0x7f)]), 1009],
  ])('%s', async (_what, bytes, code) => {
    expect(await closeCodeAfter(bytes)).toBe(code);
  });

  it('a close is answered with the same code', async () => {
    expect(await closeCodeAfter(bareFrame(0x88, Buffer.from([0x03, 0xe8])))).toBe(1000);
  });
});

/** The code of the close frame that comes last. */
async function closeCodeAfter(bytes: Buffer): Promise<number> {
  const { port, hostname } = new URL(maru.url);
  const socket = createConnection(Number(port), hostname);
  const said: Buffer[] = [];
  socket.on('data', (chunk) => said.push(chunk));
  const headers = { Cookie: `SESSION=${alice.session.secret}`, 'Sec-WebSocket-Protocol': 'maru.1' };
  socket.write(upgradeRequest(SOCKET_PATH, hostname, headers));
  await waitUntil(() => Buffer.concat(said).includes('HELLO'), { what: 'a greeting' });
  socket.write(bytes);
  await waitUntil(() => socket.readableEnded || socket.destroyed, { what: 'the end of the line' });
  const all = Buffer.concat(said);
  return all.readUInt16BE(all.lastIndexOf(0x88) + 2);
}

it('half a handshake, and a line that is cut inside a frame, harm nobody', async () => {
  const { port, hostname } = new URL(maru.url);
  const whole = upgradeRequest(SOCKET_PATH, hostname, { Cookie: `SESSION=${alice.session.secret}` });
  for (const bytes of [whole.slice(0, 50), whole, whole + String.fromCharCode(0x81, 0xfe)]) {
    const socket = createConnection(Number(port), hostname);
    socket.on('error', () => socket.destroy());
    socket.write(bytes, 'latin1', () => socket.resetAndDestroy());
    await waitUntil(() => socket.closed);
  }
  expect(await alice.line.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
  expect(maru.output()).not.toMatch(/"level":"(error|fatal)"/);
});
