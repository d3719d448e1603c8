/** At the start: the dialects that are switched on take their places, and it is said what that means. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError, HttpError } from '@maru/contracts';
import { refuseUpgrade } from '@maru/edge';
import { Calls, KeyValueUnavailable, Lifecycle, QueryUnavailable, Upgrades } from '@maru/ports';
import { Injectable, Logger } from '@nestjs/common';
import type { Door } from '../dialects/door.js';
import { Hall } from '../dialects/hall.js';
import { Reception } from '../stays/reception.js';
import { TakeIn } from './take-in.js';

@Injectable()
export class OpenDoors {
  private readonly logger = new Logger('Dialects');

  constructor(
    private readonly takeIn: TakeIn,
    private readonly hall: Hall,
    private readonly upgrades: Upgrades,
    private readonly calls: Calls,
    private readonly lifecycle: Lifecycle,
    private readonly reception: Reception,
  ) {}

  open(doors: readonly Door[]): void {
    for (const door of doors) {
      const { entrances, calls, health = {} } = door.open(this.hall, this.reception);
      for (const entrance of entrances)
        this.upgrades.handle(entrance.path, (request, socket, head) => {
          const take =
            'take' in entrance ? () => entrance.take(request, socket, head) : () => this.takeIn.takeIn(entrance, request, socket, head);
          void this.enter(take, request, socket);
        });
      for (const [path, listener] of calls ?? []) this.calls.handle(path, listener);
      this.lifecycle.mention(health);
      this.logger.warn(`${door.name} is on: ${door.about}`);
    }
  }

  private async enter(take: () => Promise<void>, request: IncomingMessage, socket: Duplex): Promise<void> {
    // A peer that is gone before it is answered is nobody's failure.
    socket.on('error', () => socket.destroy());
    try {
      await take();
    } catch (error) {
      if (!isRefusal(error)) this.logger.error('a visit failed', error instanceof Error ? error.stack : String(error));
      refuseUpgrade(request, socket, error);
    }
  }
}

function isRefusal(error: unknown): boolean {
  return [HttpError, DomainError, QueryUnavailable, KeyValueUnavailable].some((refusal) => error instanceof refusal);
}
