/** How many sockets a person may have, on all gateways together. Each gateway tells its number; one that has died is forgotten after a while. */
import { Clock, ENV, KeyValue, LIMITS } from '@maru/ports';
import type { Cancel, Limits } from '@maru/ports';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';

const TOLD_AGAIN_MS = 30_000;
const FORGOTTEN_MS = 3 * TOLD_AGAIN_MS;

@Injectable()
export class SocketCount implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: Cancel | undefined;
  private readonly here = new Map<number, number>();
  private readonly logger = new Logger(SocketCount.name);

  constructor(
    private readonly keyValue: KeyValue,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: GatewayEnv,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.clock.every(TOLD_AGAIN_MS, () => {
      for (const userId of this.here.keys()) void this.tell(userId);
    });
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  /** False: one too many. True: counted, until `release`. */
  async reserve(userId: number): Promise<boolean> {
    const here = this.change(userId, 1);
    try {
      if (here + (await this.elsewhere(userId)) <= this.limits.sockets) {
        await this.tell(userId);
        return true;
      }
    } catch (error) {
      this.change(userId, -1);
      throw error;
    }
    this.release(userId);
    return false;
  }

  release(userId: number): void {
    this.change(userId, -1);
    void this.tell(userId);
  }

  private change(userId: number, by: number): number {
    const count = (this.here.get(userId) ?? 0) + by;
    if (count > 0) this.here.set(userId, count);
    else this.here.delete(userId);
    return count;
  }

  /** What cannot be told now is told with the next round. */
  private async tell(userId: number): Promise<void> {
    const count = this.here.get(userId);
    try {
      if (count === undefined) await this.keyValue.hashDelete(keyOf(userId), this.env.MARU_GATEWAY_ID);
      else await this.keyValue.hashSet(keyOf(userId), this.env.MARU_GATEWAY_ID, `${count}@${this.clock.now()}`, { ttlMs: FORGOTTEN_MS });
    } catch (error) {
      this.logger.warn(`the number of a user's sockets could not be told: ${String(error)}`);
    }
  }

  private async elsewhere(userId: number): Promise<number> {
    let sum = 0;
    for (const [gatewayId, told] of await this.keyValue.hashGetAll(keyOf(userId))) {
      const [count, at] = told.split('@').map(Number);
      if (gatewayId !== this.env.MARU_GATEWAY_ID && this.clock.now() - (at ?? 0) < FORGOTTEN_MS) sum += count ?? 0;
    }
    return sum;
  }
}

function keyOf(userId: number): string {
  return `sockets:{${userId}}`;
}
