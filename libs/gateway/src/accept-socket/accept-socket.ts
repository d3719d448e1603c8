/** The handshake, in the order of the protocol: Origin, credentials, then the line is open and greeted. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Authenticate, HttpError, SOCKET_PATH } from '@maru/contracts';
import type { SessionView } from '@maru/contracts';
import { isOwnOrigin, refuseUpgrade } from '@maru/edge';
import { ENV, Queries, QueryUnavailable, Upgrades } from '@maru/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import { credentialsOf } from './credentials.js';
import { OpenSocket } from './open-socket.js';
import { SocketServer } from './socket-server.js';

@Injectable()
export class AcceptSocket {
  private readonly logger = new Logger('AcceptSocket');

  constructor(
    private readonly server: SocketServer,
    private readonly openSocket: OpenSocket,
    private readonly queries: Queries,
    private readonly upgrades: Upgrades,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  listen(): void {
    this.upgrades.handle(SOCKET_PATH, (request, socket, head) => {
      this.accept(request, socket, head).catch((error: unknown) => {
        if (!(error instanceof HttpError)) this.logger.error('handshake failed', error instanceof Error ? error.stack : String(error));
        refuseUpgrade(request, socket, error);
      });
    });
  }

  private async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A peer that is gone before it is answered is nobody's failure.
    socket.on('error', () => socket.destroy());
    if (!isOwnOrigin(request, this.env.MARU_ALLOWED_ORIGINS)) throw new HttpError('FOREIGN_ORIGIN');
    const session = await this.authenticate(request);
    const webSocket = await this.server.open(request, socket, head);
    await this.openSocket.open(webSocket, request, session);
    socket.uncork();
  }

  private async authenticate(request: IncomingMessage): Promise<SessionView> {
    try {
      const { session } = await this.queries.ask(Authenticate, { ...credentialsOf(request), userAgent: request.headers['user-agent'] });
      if (session === undefined) throw new HttpError('UNAUTHENTICATED');
      return session;
    } catch (error) {
      throw error instanceof QueryUnavailable ? new HttpError('BUSY', { retryAfterMs: 1_000 }) : error;
    }
  }
}
