import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { HttpError } from '@maru/contracts';
import { expect, it } from 'vitest';
import { refuseUpgrade } from './send-problem.js';

it('answers a handshake with problem details, and closes the line', async () => {
  const server = createServer();
  server.on('upgrade', (request: IncomingMessage, socket) => refuseUpgrade(request, socket, new HttpError('UNAUTHENTICATED')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: maru\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Request-Id: abc\r\n\r\n');
  const [head, body] = (await text(socket)).split('\r\n\r\n');
  server.close();

  expect(head).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  expect(head).toContain('Content-Type: application/problem+json');
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body ?? '')}`);
  expect(head).toContain('X-Request-Id: abc');
  expect(JSON.parse(body ?? '')).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', requestId: 'abc' });
});
