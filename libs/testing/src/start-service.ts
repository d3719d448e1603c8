import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Delivered, Limits, type Query } from '@maru/contracts';
import { FixedClock, local } from '@maru/local';
import type { Clock, OutgoingRecord, Platform, ServiceDefinition } from '@maru/ports';
import { PromMetrics, start } from '@maru/runtime';
import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import { recordDeliveries } from './recorded-deliveries.js';

export interface StartServiceOptions {
  /** As in the environment of a process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<Limits>;
  /** A `FixedClock` without it. */
  readonly clock?: Clock;
  /** Shows what is logged. */
  readonly logs?: boolean;
}

type Token<T> = (abstract new (...args: never[]) => T) | symbol;

export interface StartedService {
  /** One of the service's providers, or a port. */
  get<T>(token: Token<T>): T;
  readonly platform: Platform;
  /** All that was delivered, in its order. A spec may empty it. */
  readonly deliveries: Delivered[];
  /** Where its HTTP calls and its handshakes go. */
  readonly url: string;
  readonly wsUrl: string;
  ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>>;
  publish(...records: OutgoingRecord[]): Promise<void>;
  /** Stops it in the order of a real one, and removes its data. */
  close(): Promise<void>;
}

/**
 * One service as a process would run it, alone on fresh local adapters in a temporary folder. What it asks of others the spec answers
 * with `platform.queries.serve`.
 */
export async function startService(service: ServiceDefinition, options: StartServiceOptions = {}): Promise<StartedService> {
  Logger.overrideLogger(options.logs === true ? ['fatal', 'error', 'warn', 'log', 'debug'] : false);
  const env = service.env.strict().parse(options.env ?? {});
  const limits = { ...Limits.parse({}), ...options.limits };
  const dataFolder = await mkdtemp(join(tmpdir(), `maru-${service.name}-`));
  const removeData = () => rm(dataFolder, { recursive: true, force: true });
  try {
    const platform = await local({ dataFolder, clock: options.clock ?? new FixedClock() });
    const deliveries = recordDeliveries(platform.delivery);
    const running = await start({
      services: [service],
      platform,
      limits,
      envOf: () => env,
      metrics: new PromMetrics(),
      port: 0,
      host: '127.0.0.1',
      drainMs: 2_000,
    });
    const { app } = running.containerOf(service.name);
    return {
      get: <T>(token: Token<T>): T => app.get<T>(token, { strict: false }),
      platform,
      deliveries,
      url: `http://127.0.0.1:${running.port}`,
      wsUrl: `ws://127.0.0.1:${running.port}`,
      ask: (query, input) => platform.queries.ask(query, input),
      publish: (...records) => platform.bus.publish(records),
      close: async () => {
        await running.stop();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}
