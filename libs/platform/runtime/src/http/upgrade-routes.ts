import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from '@maru/contracts';
import { refuseUpgrade } from '@maru/edge';
import { Upgrades } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { pathOf } from './maru-request.js';

type Upgrade = Parameters<Upgrades['handle']>[1];

/** Which service takes the WebSocket handshakes of which path. */
export class UpgradeRoutes extends Upgrades {
  private readonly logger = new Logger(UpgradeRoutes.name);
  private readonly routes = new Map<string, Upgrade>();
  private readonly patterns: { readonly pattern: RegExp; readonly upgrade: Upgrade }[] = [];
  private elsewhere: (...handshake: Parameters<Upgrade>) => boolean = () => false;

  handle(path: string | RegExp, upgrade: Upgrade): void {
    if (typeof path !== 'string') return void this.patterns.push({ pattern: path, upgrade });
    if (this.routes.has(path)) throw new Error(`upgrades of ${path} are taken already`);
    this.routes.set(path, upgrade);
  }

  /** Who is offered each handshake first. */
  offerTo(elsewhere: (...handshake: Parameters<Upgrade>) => boolean): void {
    this.elsewhere = elsewhere;
  }

  take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until its new owner listens: a line that breaks must not end the process.
    socket.on('error', (error) => this.logger.debug(`a line broke: ${error.message}`));
    const path = pathOf(request);
    const upgrade = this.routes.get(path) ?? this.patterns.find(({ pattern }) => pattern.test(path))?.upgrade;
    if (upgrade === undefined) refuseUpgrade(request, socket, new HttpError('NOT_FOUND'));
    else if (!this.elsewhere(request, socket, head)) upgrade(request, socket, head);
  }
}
