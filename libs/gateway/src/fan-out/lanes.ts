/** The channels that somebody here hears. The others cost nothing: their messages do not come to this gateway. */
import { Clock, ENV } from '@maru/ports';
import type { GatewayLink } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import { GatewayNumbers } from '../numbers/gateway-numbers.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Lane } from './lane.js';
import type { LaneSettings } from './lane.js';

/** Written to in about ten milliseconds, at most: so long all else waits. */
const SLICE_SOCKETS = 600;

@Injectable()
export class Lanes {
  private readonly lanes = new Map<number, Lane>();
  private readonly settings: LaneSettings;
  private link: GatewayLink | undefined;

  constructor(@Inject(ENV) env: GatewayEnv, clock: Clock, { tickSeconds, deliverySeconds }: GatewayNumbers) {
    this.settings = {
      gatewayId: env.MARU_GATEWAY_ID,
      maxTickMs: env.MARU_TICK_MAX_MS,
      sliceSockets: SLICE_SOCKETS,
      elapsed: () => performance.now(),
      schedule: (ms, flush) => void (ms === 0 ? setImmediate(flush) : setTimeout(flush, ms)),
      onTick: (ms) => tickSeconds.observe(ms / 1_000),
      onWrite: (storedAt) => deliverySeconds.observe(Math.max(0, clock.now() - storedAt) / 1_000),
    };
  }

  useLink(link: GatewayLink): void {
    this.link = link;
  }

  find(channelId: number): Lane | undefined {
    return this.lanes.get(channelId);
  }

  /** Resolves when nothing that is written there from then on passes this gateway by. */
  async join(channelId: number, socket: ClientSocket): Promise<void> {
    let lane = this.lanes.get(channelId);
    if (lane === undefined) {
      lane = new Lane(channelId, this.settings);
      this.lanes.set(channelId, lane);
      lane.told = this.link?.hears({ channelId });
    }
    lane.add(socket);
    await lane.told;
  }

  leave(channelId: number, socket: ClientSocket): void {
    const lane = this.lanes.get(channelId);
    lane?.remove(socket);
    if (lane?.isEmpty !== true) return;
    this.lanes.delete(channelId);
    void this.link?.hearsNoMore({ channelId });
  }

  /** It was sent for somebody who has gone. */
  decline(channelId: number): void {
    if (!this.lanes.has(channelId)) void this.link?.hearsNoMore({ channelId });
  }

  flush(): void {
    for (const lane of this.lanes.values()) lane.flush();
  }
}
