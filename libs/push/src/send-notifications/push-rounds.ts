/** Looks for what is due, one round after the other, until the process drains. */
import { Clock, Lifecycle } from '@maru/ports';
import type { Cancel } from '@maru/ports';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SendNotifications } from './send-notifications.js';
import { WaitingNotifications } from './waiting-notifications.js';

const LOOK_EVERY_MS = 250;
const CLEAN_EVERY_MS = 60_000;

@Injectable()
export class PushRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('PushRounds');
  private stops: Cancel[] = [];
  private round: Promise<void> | undefined;

  constructor(
    private readonly notifications: SendNotifications,
    private readonly waiting: WaitingNotifications,
    private readonly clock: Clock,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onDrain('push', () => this.stop());
  }

  onApplicationBootstrap(): void {
    this.stops = [
      this.clock.every(LOOK_EVERY_MS, () => this.begin(async () => void (await this.notifications.sendDue()))),
      this.clock.every(CLEAN_EVERY_MS, () => this.begin(() => this.clean())),
    ];
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  /** Begins no more, and waits for what is begun. */
  private async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop();
    await this.round;
  }

  private begin(work: () => Promise<void>): void {
    this.round ??= work()
      .catch((error: unknown) => this.logger.error('a round failed', error instanceof Error ? error.stack : String(error)))
      .finally(() => {
        this.round = undefined;
      });
  }

  private async clean(): Promise<void> {
    await this.waiting.giveUpAbandoned();
    await this.waiting.forgetOld();
  }
}
