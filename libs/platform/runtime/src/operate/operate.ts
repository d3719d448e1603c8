/**
 * What an operator does with the data of an embedded Maru, in a process of his own. Looking is done on a copy of one moment, so it may be done
 * at any time and is in nobody's way. Changing needs the data folder for oneself: a running Maru keeps in memory what it has read, and would
 * not see what another process wrote. So while one runs, what changes rejects with `FolderInUse`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Limits } from '@maru/contracts';
import { copyDatabases, local, type Migrated, migrateDataFolder } from '@maru/local';
import type { Platform, ServiceDefinition } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { readConfiguration } from '../configuration/configuration.js';
import type { Shape } from '../configuration/shape.js';
import { UpgradeRoutes } from '../http/upgrade-routes.js';
import { Health } from '../observe/health.js';
import { PromMetrics } from '../observe/prom-metrics.js';
import { start } from '../process/start.js';
import { ServiceContainer } from '../services/service-container.js';

type Work<T> = (platform: Platform) => Promise<T>;

/** The services answer questions about a copy of these databases (of all, where none are named). Nothing of it remains. */
export async function lookAtCopy<T>(
  dataFolder: string,
  { services, databases }: { services: readonly ServiceDefinition[]; databases?: readonly string[] },
  work: Work<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'maru-look-'));
  const clear = () => rm(folder, { recursive: true, force: true });
  // What people wrote must not stay there because somebody lost patience.
  const interrupted = () => void clear().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await copyDatabases(dataFolder, folder, databases);
    return await withServices(folder, services, work);
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await clear();
  }
}

/** The services answer questions, and change what they are asked to; they hear of no records, and nobody can call them. */
export async function withServices<T>(dataFolder: string, services: readonly ServiceDefinition[], work: Work<T>): Promise<T> {
  Logger.overrideLogger(['error', 'fatal']);
  const platform = await local({ dataFolder });
  const containers: ServiceContainer[] = [];
  try {
    for (const service of services) {
      const surroundings = {
        platform,
        limits: Limits.parse({}),
        metrics: new PromMetrics(),
        lifecycle: new Health(),
        upgrades: new UpgradeRoutes(),
        calls: { handle: () => undefined },
      };
      const container = await ServiceContainer.open(service, service.env.parse({}), surroundings);
      containers.push(container);
      await container.answerQuestions();
    }
    return await work(platform);
  } finally {
    for (const container of containers.toReversed()) await container.close();
    await platform.close();
  }
}

/** A whole Maru with the settings of the environment, which lets nobody in: what waits in it is handled, too, as at every start. */
export async function withMaru<T>(
  dataFolder: string,
  of: { services: readonly ServiceDefinition[]; shape: Shape; environment: Readonly<Record<string, string | undefined>> },
  work: Work<T>,
): Promise<T> {
  Logger.overrideLogger(['error', 'fatal']);
  const { services, shape, environment } = of;
  const { limits, envOf, ...configuration } = readConfiguration(services, shape, {
    args: ['--data', dataFolder],
    environment,
    switches: [],
  });
  const platform = await shape.open(configuration.shape);
  const drainMs = configuration.runtime.MARU_DRAIN_SECONDS * 1_000;
  const running = await start({ services, platform, limits, envOf, metrics: new PromMetrics(), port: 0, host: '127.0.0.1', drainMs });
  try {
    return await work(platform);
  } finally {
    await running.stop();
  }
}

/** Answers with what ran, by database. */
export function migrate(dataFolder: string, services: readonly ServiceDefinition[]): Promise<readonly Migrated[]> {
  return migrateDataFolder(
    dataFolder,
    services.flatMap(({ tables }) => (tables === undefined ? [] : [tables])),
  );
}
