/** The WebSocket end of `ws`: from an upgrade that is allowed to an open line. No compression: it costs more than it saves on small frames. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIMITS } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { HttpError, SUBPROTOCOL } from '@maru/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type WebSocket, WebSocketServer } from 'ws';

/** Ours where it is offered; else the first, which is told that we do not speak it. */
function chooseProtocol(offered: Set<string>): string | false {
  if (offered.has(SUBPROTOCOL)) return SUBPROTOCOL;
  const [first] = offered;
  return first ?? false;
}

@Injectable()
export class SocketServer {
  private readonly server: WebSocketServer;
  private isClosed = false;

  constructor(@Inject(LIMITS) limits: Limits) {
    this.server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.frameBytes,
      handleProtocols: chooseProtocol,
    });
  }

  /** Takes nobody in any more: who comes now would only be sent away again. */
  close(): void {
    this.isClosed = true;
  }

  async open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket> {
    if (this.isClosed) throw new HttpError('BUSY', { retryAfterMs: 1_000 });
    return new Promise((resolve) => this.server.handleUpgrade(request, socket, head, resolve));
  }
}
