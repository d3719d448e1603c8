/** A line that is open: refused in words (too many, unknown protocol), or greeted and heard. */
import type { IncomingMessage } from 'node:http';
import { SUBPROTOCOL, closeCodes, frameErrorTexts } from '@maru/contracts';
import type { CloseReason, SessionView } from '@maru/contracts';
import { Injectable, Logger } from '@nestjs/common';
import type { WebSocket } from 'ws';
import type { Dialect } from '../dialects/dialect.js';
import { maru1 } from '../dialects/maru1/maru1.dialect.js';
import { plain } from '../dialects/plain/plain.dialect.js';
import { FollowPresence } from '../follow-presence/follow-presence.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Sessions } from '../sockets/sessions.js';
import { Sockets } from '../sockets/sockets.js';
import { Greeting } from './greeting.js';
import { MakeSocket } from './make-socket.js';
import { SocketCount } from './socket-count.js';

const dialects: ReadonlyMap<string, Dialect> = new Map([
  [SUBPROTOCOL, maru1],
  ['', plain],
]);

function closeAtOnce(webSocket: WebSocket, reason: CloseReason): void {
  const { code, reason: text } = closeCodes[reason];
  webSocket.close(code, text);
}

@Injectable()
export class OpenSocket {
  private readonly logger = new Logger('OpenSocket');

  constructor(
    private readonly count: SocketCount,
    private readonly sessions: Sessions,
    private readonly sockets: Sockets,
    private readonly presence: FollowPresence,
    private readonly makeSocket: MakeSocket,
    private readonly greeting: Greeting,
  ) {}

  async open(webSocket: WebSocket, request: IncomingMessage, view: SessionView): Promise<void> {
    const dialect = dialects.get(webSocket.protocol);
    if (dialect === undefined) {
      webSocket.send(
        maru1.writeRefusal(
          { code: 'UNSUPPORTED_PROTOCOL', message: frameErrorTexts.UNSUPPORTED_PROTOCOL.message },
          { messageType: 'UNKNOWN' },
        ),
      );
      return closeAtOnce(webSocket, 'UNSUPPORTED_PROTOCOL');
    }
    const socket = this.makeSocket.make(webSocket, request, this.sessions.stateOf(view), dialect);
    this.enter(socket, (gone) => webSocket.once('close', gone));
    return socket.ready;
  }

  /** A socket that is made becomes one of its session's. What is for it from here on waits behind its greeting. */
  enter(socket: ClientSocket, whenGone: (gone: () => void) => void): void {
    this.sessions.enter(socket);
    const counted = this.count.reserve(socket.userId);
    whenGone(() => void this.close(socket, counted));
    socket.ready = this.admit(socket, counted).catch((error: unknown) => {
      this.logger.warn(`a socket could not be opened: ${error instanceof Error ? error.message : String(error)}`);
      socket.turnAway('DRAINING');
    });
  }

  private async admit(socket: ClientSocket, counted: Promise<boolean>): Promise<void> {
    if (!(await counted)) return socket.turnAway('TOO_MANY_SOCKETS');
    if (socket.isClosing) return;
    await this.sockets.add(socket);
    await this.sessions.confirm(socket.session);
    socket.greet(...(socket.dialect.greets ? [JSON.stringify(this.greeting.hello(socket.session))] : []));
  }

  private async close(socket: ClientSocket, counted: Promise<boolean>): Promise<void> {
    socket.closed();
    this.sessions.exit(socket);
    this.sockets.remove(socket);
    this.presence.forget(socket);
    // One that could not be counted was turned away.
    if (await counted.catch(() => false)) this.count.release(socket.userId);
  }
}
