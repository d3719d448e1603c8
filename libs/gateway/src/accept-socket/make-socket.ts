/** An open line becomes one of our sockets: its dialect, its queue, its ears. */
import type { IncomingMessage } from 'node:http';
import { clientAddress } from '@maru/edge';
import { Clock, ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { RawData, WebSocket } from 'ws';
import type { Dialect } from '../dialects/dialect.js';
import type { GatewayEnv } from '../gateway.env.js';
import { GatewayNumbers } from '../numbers/gateway-numbers.js';
import { ClientSocket } from '../sockets/client-socket.js';
import { type Line, WebSocketLine } from '../sockets/line.js';
import type { SocketSession } from '../sockets/sessions.js';
import { Conversation } from '../turns/conversation.js';
import { Requests } from '../turns/requests.js';
import { TakeFrame } from '../turns/take-frame.js';

/** One buffer, as `ws` gives it unless it is told otherwise. */
export function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}

@Injectable()
export class MakeSocket {
  private nextId = 1;

  constructor(
    private readonly takeFrame: TakeFrame,
    private readonly requests: Requests,
    private readonly numbers: GatewayNumbers,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  make(webSocket: WebSocket, request: IncomingMessage, session: SocketSession, dialect: Dialect): ClientSocket {
    const line = new WebSocketLine(webSocket, request.socket);
    const socket = this.onLine(line, clientAddress(request, this.env.MARU_TRUSTED_PROXIES), session, dialect);
    this.listen(socket, webSocket);
    return socket;
  }

  /** Which nobody listens to yet. */
  onLine(line: Line, address: string, session: SocketSession, dialect: Dialect, queues = 1): ClientSocket {
    const { MARU_GATEWAY_ID, MARU_SOCKET_QUEUE_BYTES } = this.env;
    return new ClientSocket({
      gatewayId: MARU_GATEWAY_ID,
      id: this.nextId++,
      session,
      dialect,
      address,
      line,
      queueBytes: queues * MARU_SOCKET_QUEUE_BYTES,
      openedAt: this.clock.now(),
      numbers: this.numbers,
    });
  }

  private listen(socket: ClientSocket, webSocket: WebSocket): void {
    const conversation = new Conversation(socket, this.takeFrame, this.requests);
    const heard = () => socket.heard(this.clock.now());
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      heard();
      if (isBinary) socket.close('BINARY_FRAME');
      else if (!socket.isClosing) conversation.hear(socket.dialect.read(textOf(data)), this.clock.now());
    });
    webSocket.on('ping', heard);
    webSocket.on('pong', heard);
    // `ws` closes by itself what breaks its protocol (1002, 1007, 1009); the reason is in the close.
    webSocket.on('error', () => socket.terminateSoon());
  }
}
