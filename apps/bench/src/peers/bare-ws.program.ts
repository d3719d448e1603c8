/** The `ws` package and a loop: what one writes in an afternoon. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serve } from '../load/program.js';
import { broadcastFrame } from './broadcast-frame.js';

await serve(async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { content } = JSON.parse(data.toString()) as { content: string };
      const text = JSON.stringify(broadcastFrame(content));
      for (const client of server.clients) client.send(text);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4_096, resolve));
  return async () => ({ port: (http.address() as AddressInfo).port });
});
