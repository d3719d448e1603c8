/** Sockets that are silent for one interval are pinged, for two closed. Sessions that have died of age take their sockets with them. */
import { Clock, ENV } from '@maru/ports';
import type { Cancel } from '@maru/ports';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import { Sessions } from '../sockets/sessions.js';
import { Sockets } from '../sockets/sockets.js';

const SWEEPS_PER_INTERVAL = 10;
const MOST_MS_BETWEEN_SWEEPS = 1_000;

@Injectable()
export class Heartbeat implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: Cancel | undefined;

  constructor(
    private readonly sockets: Sockets,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  onApplicationBootstrap(): void {
    const pause = Math.min(MOST_MS_BETWEEN_SWEEPS, Math.ceil(this.env.MARU_HEARTBEAT_MS / SWEEPS_PER_INTERVAL));
    this.stop = this.clock.every(pause, () => {
      this.sweep();
      void this.sessions.closeExpired();
    });
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  sweep(): void {
    const now = this.clock.now();
    const interval = this.env.MARU_HEARTBEAT_MS;
    for (const socket of this.sockets.all()) {
      const silent = now - socket.lastHeardAt;
      if (silent >= 2 * interval) socket.close('HEARTBEAT_MISSED');
      else if (silent >= interval && !socket.pinged) socket.ping();
    }
  }
}
