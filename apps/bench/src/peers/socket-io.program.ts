/** socket.io 4, over WebSocket alone, with a room of everybody. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { serve } from '../load/program.js';
import { broadcastFrame } from './broadcast-frame.js';

await serve(async () => {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], serveClient: false, pingTimeout: 600_000 });
  server.on('connection', (socket) => {
    socket.on('message', ({ content }: { content: string }) => server.emit('message', broadcastFrame(content)));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4_096, resolve));
  return async () => ({ port: (http.address() as AddressInfo).port });
});
