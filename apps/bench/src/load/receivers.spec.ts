/** The receiver that this machine has (the compiled one, where there is a compiler), against a server that says what it should have heard. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '@maru/testing';
import { afterEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { handshake } from './handshakes.js';
import { Receivers } from './receivers.js';

let servers: WebSocketServer[] = [];
let receivers: Receivers | undefined;
afterEach(() => {
  receivers?.close();
  closeServers();
  servers = [];
});

function closeServers(): void {
  for (const server of servers) server.close();
  for (const client of servers.flatMap(({ clients }) => [...clients])) client.terminate();
}

async function listen(greet: (socket: WebSocket) => void): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  server.on('connection', greet);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

it('counts every message of every socket, and how long the samples took', async () => {
  const port = await listen((socket) => socket.send('HELLO'));
  const handshakes = [handshake({ port, path: '/' })];
  receivers = await Receivers.open({ ports: [port], sockets: 20, handshakes, ready: 'HELLO', count: 'MESSAGE', sample: 5 });
  receivers.begin();
  await receivers.report();
  const sizes = [10, 200, 70_000];
  for (const socket of servers[0]!.clients) {
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
  receivers = await Receivers.open({ ports: [port], sockets: 3, handshakes, hello: 'I am here' });
  await waitUntil(() => pongs === 3 && said.length === 3);
  expect(said).toEqual(['I am here', 'I am here', 'I am here']);
  closeServers();
  await waitUntil(async () => (await receivers!.report()).gone === 3);
});

it('opens its sockets at each of the ports in turn', async () => {
  const ports = [await listen(() => undefined), await listen(() => undefined)];
  receivers = await Receivers.open({ ports, sockets: 6, handshakes: [handshake({ port: 0, path: '/' })] });
  expect(servers.map(({ clients }) => clients.size)).toEqual([3, 3]);
});
