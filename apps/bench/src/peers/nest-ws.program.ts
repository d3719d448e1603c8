/** Nest's own WebSocket adapter and a loop over the sockets: what its documentation leads to. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { WebSocketServer as WsServer } from 'ws';
import { serve } from '../load/program.js';
import { broadcastFrame } from './broadcast-frame.js';

@WebSocketGateway({ path: '/ws' })
class ChatGateway {
  @WebSocketServer()
  private readonly server!: WsServer;

  @SubscribeMessage('WRITE_MESSAGE')
  write(@MessageBody() { content }: { content: string }): void {
    const text = JSON.stringify(broadcastFrame(content));
    for (const client of this.server.clients) client.send(text);
  }
}

@Module({ providers: [ChatGateway] })
class ChatModule {}

function messageParser(data: unknown) {
  const frame = JSON.parse(String(data)) as { type: string };
  return { event: frame.type, data: frame };
}

await serve(async () => {
  const app = await NestFactory.create(ChatModule, { logger: ['error'] });
  app.useWebSocketAdapter(new WsAdapter(app, { messageParser }));
  await app.listen(0, '127.0.0.1');
  const http = app.getHttpServer() as Server;
  return async () => ({ port: (http.address() as AddressInfo).port });
});
