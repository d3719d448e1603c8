import { once } from 'node:events';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textsOf } from './client-socket.fixture.js';
import { frameText, sharedPage } from './web-socket-frame.js';

it('frames texts of every size so that a WebSocket client reads them', async () => {
  const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000].map((length) => 'a'.repeat(length)).concat('안녕 👩‍👩‍👧');
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (_socket, request) => request.socket.write(Buffer.concat(texts.map(frameText))));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  const received: string[] = [];
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('message', (data: Buffer) => received.push(data.toString()) === texts.length && resolve());
  });
  client.terminate();
  server.close();
  expect(received).toEqual(texts);
});

it('frames any text, and frames side by side are read apart', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 5 }), (texts) => {
      expect(textsOf(Buffer.concat(texts.map(frameText)))).toEqual(texts);
    }),
  );
});

it('makes a page once for all who are told the same, and another one where a text or its form differs', () => {
  const page = ['one', 'two', 'three'];
  const bytes = sharedPage({}, page);
  expect(textsOf(bytes)).toEqual(page);
  expect(sharedPage({}, [...page])).toBe(bytes);
  for (const other of [['one', 'two', 'four'], ['one', 'two'], [...page, 'four'], page])
    expect(textsOf(sharedPage({}, other))).toEqual(other);
  expect(sharedPage({ frame: (text) => Buffer.from(`${text};`) }, page).toString()).toBe('one;two;three;');
  expect(textsOf(sharedPage({}, page))).toEqual(page);
});
