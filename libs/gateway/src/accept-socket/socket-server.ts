/** The WebSocket end of `ws`: from an upgrade that is allowed to an open line. No compression: it costs more than it saves on small frames. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIMITS } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { HttpError, SUBPROTOCOL } from '@maru/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type WebSocket, WebSocketServer } from 'ws';

/** Ours, the best first, where one is offered; else the first, which is told that we do not speak it. */
function chooseProtocol(offered: Set<string>, ours: readonly string[]): string | false {
  const [first] = offered;
  return ours.find((protocol) => offered.has(protocol)) ?? first ?? false;
}

interface Handshaking {
  /** The subprotocols that are ours, the best first. */
  readonly protocols?: readonly string[] | undefined;
  /** The largest text. */
  readonly mostBytes?: number | undefined;
}

@Injectable()
export class SocketServer {
  /** By the largest text that they take. */
  private readonly servers = new Map<number, WebSocketServer>();
  private readonly protocols = new WeakMap<IncomingMessage, readonly string[]>();
  private isClosed = false;

  constructor(@Inject(LIMITS) private readonly limits: Limits) {}

  /** Takes nobody in any more: who comes now would only be sent away again. */
  close(): void {
    this.isClosed = true;
  }

  checkOpen(): void {
    if (this.isClosed) throw new HttpError('BUSY', { retryAfterMs: 1_000 });
  }

  /**
   * What we have to say before anything is waited for leaves with the answer to the handshake, in one call of the kernel: it stays until whoever
   * opens the socket lets it go, but for two turns of the loop at most (a turn is what it takes to write on disk that somebody came).
   */
  async open(request: IncomingMessage, socket: Duplex, head: Buffer, how: Handshaking = {}): Promise<WebSocket> {
    this.checkOpen();
    socket.cork();
    setImmediate(() => setImmediate(() => socket.uncork()));
    const { protocols, mostBytes = this.limits.frameBytes } = how;
    if (protocols !== undefined) this.protocols.set(request, protocols);
    return new Promise((resolve) => this.serverFor(mostBytes).handleUpgrade(request, socket, head, resolve));
  }

  private serverFor(maxPayload: number): WebSocketServer {
    const known = this.servers.get(maxPayload);
    if (known !== undefined) return known;
    const made = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload,
      handleProtocols: (offered, request) => chooseProtocol(offered, this.protocols.get(request) ?? [SUBPROTOCOL]),
    });
    this.servers.set(maxPayload, made);
    return made;
  }
}
