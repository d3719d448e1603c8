/** A worker, from its first word to its end. It says nothing by itself, and lives as long as its line to the first process. */
import { Socket } from 'node:net';
import { type Beginning, forwarded, Link } from '@maru/forwarded';
import { CryptoIds, SystemClock } from '@maru/local/clock-and-ids';
import { type ServiceDefinition, tracing } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { RuntimeSettings } from '../configuration/runtime-settings.js';
import { parentOf } from '../http/maru-request.js';
import { UpgradeRoutes } from '../http/upgrade-routes.js';
import { PinoLogger } from '../observe/pino-logger.js';
import { PromMetrics } from '../observe/prom-metrics.js';
import { startTracing } from '../observe/start-tracing.js';
import type { Running } from '../process/running.js';
import { onStopSignal } from '../process/signals.js';
import { Handshake, requestOf } from './handshake.js';
import { startWorker } from './start-worker.js';
import { LINK_FD } from './worker-process.js';

type Begun = Pick<Running, 'stop'>;

export function runWorker(service: ServiceDefinition): void {
  const link = new Link(new Socket({ fd: LINK_FD }));
  const upgrades = new UpgradeRoutes();
  const metrics = PromMetrics.ofProcess();
  let starting: Promise<Begun> | undefined;
  const stop = () => {
    const stopped = starting?.then((running) => running.stop()) ?? Promise.resolve();
    stopped.then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  // Without the first process there is nothing to do, and nobody to do it for.
  void link.closed.then(() => process.exit(0));
  // Ctrl+C at a terminal reaches all of its processes.
  onStopSignal(stop, () => process.exit(1));
  process.on('uncaughtException', (error) => {
    new Logger('Maru').fatal(error);
    process.exit(1);
  });
  process.on('message', (message, socket) => take(upgrades, link, message, socket));
  link.hear('worker.stop', stop);
  link.answer('worker.numbers', () => metrics.registry.metrics());
  link.answer('worker.begin', async (beginning) => {
    metrics.registry.setDefaultLabels({ gateway: beginning.gatewayId });
    starting = begin(service, link, upgrades, metrics, beginning);
    await starting;
  });
}

async function begin(
  service: ServiceDefinition,
  link: Link,
  upgrades: UpgradeRoutes,
  metrics: PromMetrics,
  told: Beginning,
): Promise<Begun> {
  const { gatewayId, limits } = told;
  const settings = RuntimeSettings.parse(told.runtime);
  Logger.overrideLogger(PinoLogger.of(settings, { gateway: gatewayId }));
  const stopTracing = await startTracing(settings, [service]);
  const clock = new SystemClock();
  const platform = forwarded({ link, clock, ids: new CryptoIds(clock) });
  const env = { ...told.env, MARU_GATEWAY_ID: gatewayId };
  const drainMs = settings.MARU_DRAIN_SECONDS * 1_000;
  const running = await startWorker({ service, env, platform, limits, metrics, upgrades, drainMs });
  const stop = async () => {
    // The line goes last: when it is closed, this process ends.
    await stopTracing();
    await running.stop();
  };
  return { stop };
}

function take(upgrades: UpgradeRoutes, link: Link, message: unknown, socket: unknown): void {
  // Whoever had gone before his line was sent has none.
  if (!(socket instanceof Socket)) return link.tell('worker.closed', null);
  socket.once('close', () => link.tell('worker.closed', null));
  const handshake = Handshake.parse(message);
  const request = requestOf(handshake, socket);
  tracing.run(parentOf(request), () => upgrades.take(request, socket, Buffer.from(handshake.head, 'base64')));
}
