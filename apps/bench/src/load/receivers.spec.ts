/** The receiver that this machine has (the compiled one, where there is a compiler), against a server that says what it should have heard. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '@maru/testing';
import { afterEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { handshake } from './handshakes.js';
import { Receivers } from './receivers.js';

let server: WebSocketServer | undefined;
let receivers: Receivers | undefined;
afterEach(() => {
  receivers?.close();
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
});

async function listen(greet: (socket: WebSocket) => void): Promise<number> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', greet);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

it('counts every message of every socket, and how long the samples took', async () => {
  const port = await listen((socket) => socket.send('HELLO'));
  const handshakes = [handshake({ port, path: '/' })];
  receivers = await Receivers.open({ port, sockets: 20, handshakes, ready: 'HELLO', count: 'MESSAGE', sample: 5 });
  receivers.begin();
  await receivers.report();
  const sizes = [10, 200, 70_000];
  for (const socket of server!.clients) {
    for (const size of sizes) socket.send(`MESSAGE ~${process.hrtime.bigint() / 1_000n} `.padEnd(size));
    socket.send('OTHER');
    socket.ping();
  }
  const report = await waitUntil(async () => {
    const now = await receivers!.report();
    return now.messages === 60 && now;
  });
  expect(report).toMatchObject({ ready: 20, gone: 0, least: 3, most: 3 });
  expect(report.samples).toBeGreaterThanOrEqual(8);
  expect(report.worstUs).toBeLessThan(10_000_000);
});

it('answers pings, sends what it is given, and tells who was refused', async () => {
  let pongs = 0;
  const said: string[] = [];
  const port = await listen((socket) => {
    socket.on('message', (data: Buffer) => said.push(data.toString()));
    socket.on('pong', () => pongs++);
    socket.ping();
  });
  const handshakes = [handshake({ port, path: '/' })];
  receivers = await Receivers.open({ port, sockets: 3, handshakes, hello: 'I am here' });
  await waitUntil(() => pongs === 3 && said.length === 3);
  expect(said).toEqual(['I am here', 'I am here', 'I am here']);
  server?.close();
  for (const client of server?.clients ?? []) client.terminate();
  await waitUntil(async () => (await receivers!.report()).gone === 3);
});
