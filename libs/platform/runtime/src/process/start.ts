import type { Limits } from '@maru/contracts';
import type { Platform, ServiceDefinition } from '@maru/ports';
import { HttpServer } from '../http/http-server.js';
import { healthPage, livePage, metricsPage } from '../http/process-pages.js';
import type { RuntimeSettings } from '../configuration/runtime-settings.js';
import { UpgradeRoutes } from '../http/upgrade-routes.js';
import type { WebFiles } from '../http/web-files.js';
import { Health } from '../observe/health.js';
import type { PromMetrics } from '../observe/prom-metrics.js';
import { House } from '../services/house.js';
import { Workers } from '../workers/workers.js';
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
  /** Gateways in processes of their own, besides the one here. */
  readonly workers?: { readonly count: number; readonly program: string; readonly runtime: RuntimeSettings } | undefined;
}

/** Puts services on a platform, and last of all opens the port. If that fails, all that was opened is closed again. */
export async function start(options: Start): Promise<Running> {
  const { services, platform, limits, envOf, metrics, port, host, drainMs, web } = options;
  const health = new Health();
  const upgrades = new UpgradeRoutes();
  const http = new HttpServer(upgrades, metrics);
  const workers = workersOf(options, health, upgrades);
  http.page('/health', healthPage(health));
  http.page('/health/live', livePage);
  http.page('/metrics', metricsPage(metrics, workers));
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
    workers?.start();
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** They drain while the services are still there. */
function workersOf({ services, envOf, workers, limits, metrics, platform, drainMs }: Start, health: Health, upgrades: UpgradeRoutes) {
  const gateway = services.find(({ name }) => name === 'gateway');
  if (workers === undefined || gateway === undefined) return undefined;
  const env = envOf(gateway);
  const { count, program, runtime } = workers;
  const gatewayId = 'MARU_GATEWAY_ID' in env ? String(env.MARU_GATEWAY_ID) : gateway.name;
  const made = new Workers({ count, program, beginning: { gatewayId, limits, env, runtime }, platform, drainMs }, metrics);
  upgrades.offerTo((request, socket, head) => made.take(request, socket, head));
  health.onDrain('workers', () => made.stop());
  return made;
}
