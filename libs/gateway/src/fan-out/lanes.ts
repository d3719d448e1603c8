/** The channels that somebody here hears. The others cost nothing: their messages do not come to this gateway. */
import { Clock, ENV } from '@maru/ports';
import type { GatewayLink } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import { GatewayNumbers } from '../numbers/gateway-numbers.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { type Ear, Lane, type LaneSettings } from './lane.js';

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
      soon: queueMicrotask,
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
    const lane = this.laneOf(channelId);
    lane.add(socket);
    await lane.told;
  }

  leave(channelId: number, socket: ClientSocket): void {
    this.lanes.get(channelId)?.remove(socket);
    this.dropIfEmpty(channelId);
  }

  /** As `join`, for one who is no socket. */
  async listen(channelId: number, ear: Ear): Promise<void> {
    const lane = this.laneOf(channelId);
    lane.ears.add(ear);
    await lane.told;
  }

  listenNoMore(channelId: number, ear: Ear): void {
    this.lanes.get(channelId)?.ears.delete(ear);
    this.dropIfEmpty(channelId);
  }

  /** It was sent for somebody who has gone. */
  decline(channelId: number): void {
    if (!this.lanes.has(channelId)) void this.link?.hearsNoMore({ channelId });
  }

  private laneOf(channelId: number): Lane {
    const known = this.lanes.get(channelId);
    if (known !== undefined) return known;
    const lane = new Lane(channelId, this.settings);
    this.lanes.set(channelId, lane);
    lane.told = this.link?.hears({ channelId });
    return lane;
  }

  private dropIfEmpty(channelId: number): void {
    if (this.lanes.get(channelId)?.isEmpty !== true) return;
    this.lanes.delete(channelId);
    void this.link?.hearsNoMore({ channelId });
  }

  flush(): void {
    for (const lane of this.lanes.values()) lane.flush();
  }
}
