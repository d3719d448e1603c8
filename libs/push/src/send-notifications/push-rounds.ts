/** Looks for what is due, one round after the other, until the process drains. */
import { Clock, Lifecycle } from '@maru/ports';
import type { Cancel } from '@maru/ports';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OldNotifications } from './old-notifications.js';
import { SendNotifications } from './send-notifications.js';

const LOOK_EVERY_MS = 250;
const CLEAN_EVERY_MS = 60_000;

@Injectable()
export class PushRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('PushRounds');
  private readonly stopping = new AbortController();
  private readonly running = new Map<string, Promise<void>>();
  private cancels: Cancel[] = [];

  constructor(
    private readonly notifications: SendNotifications,
    private readonly old: OldNotifications,
    private readonly clock: Clock,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onDrain('push', () => this.stop());
  }

  onApplicationBootstrap(): void {
    this.cancels = [
      this.clock.every(LOOK_EVERY_MS, () => this.begin('sending', () => this.sendAll())),
      this.clock.every(CLEAN_EVERY_MS, () => this.begin('cleaning', () => this.clean())),
    ];
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  /** Begins no more, and waits for what is begun. */
  private async stop(): Promise<void> {
    for (const cancel of this.cancels.splice(0)) cancel();
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  /** One of each kind at a time; the two do not wait for each other. */
  private begin(kind: string, work: () => Promise<void>): void {
    if (this.running.has(kind)) return;
    this.running.set(kind, this.run(kind, work));
  }

  private async run(kind: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error(`${kind} failed`, error instanceof Error ? error.stack : String(error));
    } finally {
      this.running.delete(kind);
    }
  }

  private async sendAll(): Promise<void> {
    while (!this.stopping.signal.aborted && (await this.notifications.sendDue(this.stopping.signal))) continue;
  }

  private async clean(): Promise<void> {
    await this.old.giveUpAbandoned();
    await this.old.forgetOld();
  }
}
