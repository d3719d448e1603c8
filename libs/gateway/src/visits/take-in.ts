/** Somebody at an entrance: asked who he is, taken in as a visitor or as one of a session, or told why not. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from '@maru/contracts';
import { clientAddress } from '@maru/edge';
import { ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { SocketServer } from '../accept-socket/socket-server.js';
import type { Admission, Entrance, Farewell, Welcome } from '../dialects/door.js';
import type { GatewayEnv } from '../gateway.env.js';
import { Reception } from '../stays/reception.js';
import { BeginVisit } from './begin-visit.js';

@Injectable()
export class TakeIn {
  constructor(
    private readonly server: SocketServer,
    private readonly beginVisit: BeginVisit,
    private readonly reception: Reception,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  async takeIn(entrance: Entrance, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const address = clientAddress(request, this.env.MARU_TRUSTED_PROXIES);
    const release = this.beginVisit.count(address, socket);
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const { authorization, 'user-agent': userAgent } = request.headers;
    const groups = groupsOf(entrance.path, pathname);
    const welcome = await entrance.arrive({ groups, query, address, authorization, userAgent });
    if (!('close' in welcome)) {
      if (socket.destroyed) return welcome.gone?.();
      socket.once('close', () => welcome.gone?.());
    }
    const webSocket = await this.server.open(request, socket, head, entrance);
    this.begin(webSocket, request, address, welcome, release);
  }

  private begin(
    webSocket: WebSocket,
    request: IncomingMessage,
    address: string,
    welcome: Welcome | Admission | Farewell,
    release: () => void,
  ): void {
    if ('close' in welcome) return webSocket.close(...welcome.close);
    if ('channelId' in welcome) return this.beginVisit.begin(webSocket, request, address, welcome);
    // Its user's sockets are counted, instead of its address's.
    release();
    this.reception.beginWebSocket(webSocket, request, address, welcome);
  }
}

/** As the path has them, decoded; a bad encoding is no path of ours. */
function groupsOf(path: RegExp, pathname: string): Record<string, string> {
  const groups = Object.entries(path.exec(pathname)?.groups ?? {});
  try {
    return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new HttpError('NOT_FOUND');
  }
}
