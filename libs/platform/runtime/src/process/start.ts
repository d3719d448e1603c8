import type { Limits } from '@maru/contracts';
import type { Platform, ServiceDefinition } from '@maru/ports';
import { HttpServer } from '../http/http-server.js';
import { healthPage, livePage, metricsPage } from '../http/process-pages.js';
import { UpgradeRoutes } from '../http/upgrade-routes.js';
import type { WebFiles } from '../http/web-files.js';
import { Health } from '../observe/health.js';
import type { PromMetrics } from '../observe/prom-metrics.js';
import { House } from '../services/house.js';
import { Running } from './running.js';

export interface Start {
  readonly services: readonly ServiceDefinition[];
  readonly platform: Platform;
  readonly limits: Limits;
  readonly envOf: (service: ServiceDefinition) => object;
  readonly metrics: PromMetrics;
  readonly port: number;
  /** Empty: all addresses of this machine. */
  readonly host: string;
  readonly drainMs: number;
  readonly web?: WebFiles | undefined;
}

/** Puts services on a platform, and last of all opens the port. If that fails, all that was opened is closed again. */
export async function start({ services, platform, limits, envOf, metrics, port, host, drainMs, web }: Start): Promise<Running> {
  const health = new Health();
  const upgrades = new UpgradeRoutes();
  const http = new HttpServer(upgrades, metrics);
  http.page('/health', healthPage(health));
  http.page('/health/live', livePage);
  http.page('/metrics', metricsPage(metrics));
  if (web !== undefined) http.serve(web);
  platform.measure(metrics);
  metrics.collect('maru_dead_letters', 'Records that could not be handled', () => platform.deadLetters.count());
  const house = new House(platform);
  const running = new Running({ platform, house, http, health, drainMs });
  try {
    await house.open(services, envOf, {
      platform,
      limits,
      metrics,
      lifecycle: health,
      upgrades,
      calls: { handle: (path, listener) => http.mount(path, listener) },
    });
    for (const { service, listener } of house.all()) if (service.httpPath !== undefined) http.mount(service.httpPath, listener);
    running.port = await http.listen(port, host);
    await house.register(platform.advertisedHost ?? (host === '' ? '127.0.0.1' : host), running.port);
    health.started();
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}
