import type { Limits } from '@maru/contracts';
import type { Platform, ServiceDefinition } from '@maru/ports';
import { HttpServer } from '../http/http-server.js';
import type { UpgradeRoutes } from '../http/upgrade-routes.js';
import { Health } from '../observe/health.js';
import type { PromMetrics } from '../observe/prom-metrics.js';
import { Running } from '../process/running.js';
import { House } from '../services/house.js';

export interface StartWorker {
  readonly service: ServiceDefinition;
  readonly env: object;
  readonly platform: Platform;
  readonly limits: Limits;
  readonly metrics: PromMetrics;
  readonly upgrades: UpgradeRoutes;
  readonly drainMs: number;
}

/** A service without a port of its own: its handshakes are handed over. It ends as any other does. */
export async function startWorker({ service, env, platform, limits, metrics, upgrades, drainMs }: StartWorker): Promise<Running> {
  const health = new Health();
  const house = new House(platform);
  const running = new Running({ platform, house, http: new HttpServer(upgrades, metrics), health, drainMs });
  // Calls never come here.
  const calls = { handle: () => undefined };
  await house.open([service], () => env, { platform, limits, metrics, lifecycle: health, upgrades, calls });
  health.started();
  return running;
}
