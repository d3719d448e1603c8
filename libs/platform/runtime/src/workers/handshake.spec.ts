import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { clientAddress } from '@maru/edge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Handshake, handshakeOf, requestOf } from './handshake.js';

let server: Server;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

async function crossing(path: string, headers: Record<string, string | string[]>): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const call = get({ port, path, headers: { Connection: 'Upgrade', Upgrade: 'websocket', ...headers } });
  call.on('error', () => call.destroy());
  const [request, socket] = (await once(server, 'upgrade')) as [IncomingMessage, Socket];
  const arrived = Handshake.parse(JSON.parse(JSON.stringify(handshakeOf(request, Buffer.from([0, 255])))));
  expect(Buffer.from(arrived.head, 'base64')).toEqual(Buffer.from([0, 255]));
  socket.destroy();
  return requestOf(arrived, socket);
}

it('is the same where it arrives', async () => {
  const request = await crossing('/ws/v1/message?ticket=a%20b', { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Many': ['1', '2'] });
  expect(request).toMatchObject({ method: 'GET', url: '/ws/v1/message?ticket=a%20b', httpVersion: '1.1', httpVersionMajor: 1 });
  expect(request.headers).toMatchObject({ authorization: 'Bearer x', cookie: 'a=b', 'x-many': '1, 2', upgrade: 'websocket' });
});

it('says who is there only as far as the line itself does', async () => {
  const request = await crossing('/', { 'X-Forwarded-For': '10.1.2.3' });
  const line = { remoteAddress: '127.0.0.1' } as Socket;
  const arrived = requestOf(handshakeOf(request, Buffer.alloc(0)), line);
  expect(clientAddress(arrived, [])).toBe('127.0.0.1');
  expect(clientAddress(arrived, ['loopback'])).toBe('10.1.2.3');
});
