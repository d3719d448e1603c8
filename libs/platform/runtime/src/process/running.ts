/** A started house behind its port, and the order in which it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform, ServiceDefinition } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { HttpServer } from '../http/http-server.js';
import type { Health } from '../observe/health.js';
import type { House } from '../services/house.js';
import type { ServiceContainer } from '../services/service-container.js';
import { within } from './within.js';

/** Kept of the drain time for what must be closed in any case. */
const STEP_MS = 200;

export interface Parts {
  readonly platform: Platform;
  readonly house: House;
  readonly http: HttpServer;
  readonly health: Health;
  readonly drainMs: number;
}

export class Running {
  private readonly logger = new Logger('Maru');
  private stopping: Promise<void> | undefined;
  port = 0;

  constructor(private readonly parts: Parts) {}

  containerOf(service: ServiceDefinition['name']): ServiceContainer {
    return this.parts.house.containerOf(service);
  }

  /** Asked twice, it stops once. */
  async stop(): Promise<void> {
    this.stopping ??= this.stopOnce();
    await this.stopping;
  }

  /**
   * Nobody comes any more; not ready; the services drain; open calls are answered; what is on the bus is handled; the containers go, the
   * last one first; the platform goes. Each step has a bound, so that one that hangs does not keep the others from their turn.
   */
  private async stopOnce(): Promise<void> {
    const { platform, house, http, health, drainMs } = this.parts;
    const end = performance.now() + drainMs;
    const left = () => Math.max(STEP_MS, end - performance.now());
    await this.leave(Math.min(platform.farewellMs ?? 0, drainMs / 2));
    await health.drain(left());
    if (!(await within(left(), http.close()))) http.cutOff();
    await this.step('emptying the bus', left(), platform.bus.close());
    await this.step('closing the services', left(), house.close());
    await this.step('closing the platform', left(), platform.close());
  }

  /** Who has not heard of it yet is answered still. */
  private async leave(farewellMs: number): Promise<void> {
    const farewell = sleep(farewellMs);
    await this.step('leaving the registry', Math.max(STEP_MS, farewellMs), this.parts.house.deregister());
    await farewell;
  }

  private async step(what: string, ms: number, work: Promise<void>): Promise<void> {
    try {
      if (!(await within(ms, work))) this.logger.warn(`${what}: not done after ${Math.round(ms)} ms`);
    } catch (error) {
      this.logger.error(`${what} failed`, error instanceof Error ? error.stack : String(error));
    }
  }
}
