/** At the start: the dialects that are switched on take their places, and it is said what that means. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError, HttpError } from '@maru/contracts';
import { clientAddress, refuseUpgrade } from '@maru/edge';
import { Calls, KeyValueUnavailable, Lifecycle, QueryUnavailable, Upgrades } from '@maru/ports';
import { Injectable, Logger } from '@nestjs/common';
import { SocketServer } from '../accept-socket/socket-server.js';
import type { Door, Entrance } from '../dialects/door.js';
import { Hall } from '../dialects/hall.js';
import { BeginVisit } from './begin-visit.js';

@Injectable()
export class OpenDoors {
  private readonly logger = new Logger('Dialects');

  constructor(
    private readonly server: SocketServer,
    private readonly beginVisit: BeginVisit,
    private readonly hall: Hall,
    private readonly upgrades: Upgrades,
    private readonly calls: Calls,
    private readonly lifecycle: Lifecycle,
  ) {}

  open(doors: readonly Door[]): void {
    for (const door of doors) {
      const { entrances, calls, health = {} } = door.open(this.hall);
      for (const entrance of entrances)
        this.upgrades.handle(entrance.path, (request, socket, head) => void this.enter(entrance, request, socket, head));
      for (const [path, listener] of calls ?? []) this.calls.handle(path, listener);
      this.lifecycle.mention(health);
      this.logger.warn(`${door.name} is on: ${door.about}`);
    }
  }

  private async enter(entrance: Entrance, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A peer that is gone before it is answered is nobody's failure.
    socket.on('error', () => socket.destroy());
    try {
      await this.welcome(entrance, request, socket, head);
    } catch (error) {
      if (!isRefusal(error)) this.logger.error('a visit failed', error instanceof Error ? error.stack : String(error));
      refuseUpgrade(request, socket, error);
    }
  }

  private async welcome(entrance: Entrance, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const address = clientAddress(request, this.hall.env.MARU_TRUSTED_PROXIES);
    this.beginVisit.count(address, socket);
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const welcome = await entrance.arrive({ groups: groupsOf(entrance.path, pathname), query, address });
    if ('channelId' in welcome) {
      if (socket.destroyed) return welcome.gone?.();
      socket.once('close', () => welcome.gone?.());
    }
    const webSocket = await this.server.open(request, socket, head);
    if ('close' in welcome) webSocket.close(...welcome.close);
    else this.beginVisit.begin(webSocket, request, address, welcome);
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

function isRefusal(error: unknown): boolean {
  return [HttpError, DomainError, QueryUnavailable, KeyValueUnavailable].some((refusal) => error instanceof refusal);
}
