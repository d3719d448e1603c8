import type { Limits } from '@maru/contracts';
import {
  Calls,
  Clock,
  DeadLetters,
  Delivery,
  ENV,
  EventBus,
  Ids,
  KeyValue,
  Lifecycle,
  LIMITS,
  MessageStore,
  Metrics,
  type Platform,
  Presence,
  Queries,
  ServiceRegistry,
  type ServiceDefinition,
  UnitOfWork,
  Upgrades,
} from '@maru/ports';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { observedMessageStore } from '../observe/observed-message-store.js';
import { ObservedQueries } from '../observe/observed-queries.js';
import { ObservedUnitOfWork } from '../observe/observed-unit-of-work.js';

/** What every service of a process is given, beside its own settings and data. */
export interface Surroundings {
  readonly platform: Platform;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly upgrades: Upgrades;
  readonly calls: Calls;
}

@Module({})
class SurroundingsModule {}

/** The module that a service's own modules inject their ports from. */
export async function surroundingsModule(service: ServiceDefinition, env: object, surroundings: Surroundings): Promise<DynamicModule> {
  const { platform, limits, metrics, lifecycle, upgrades, calls } = surroundings;
  const providers: Provider[] = [
    { provide: ENV, useValue: env },
    { provide: LIMITS, useValue: limits },
    { provide: Metrics, useValue: metrics },
    { provide: Lifecycle, useValue: lifecycle },
    { provide: Upgrades, useValue: upgrades },
    { provide: Calls, useValue: calls },
    { provide: EventBus, useValue: platform.bus },
    { provide: DeadLetters, useValue: platform.deadLetters },
    { provide: Queries, useValue: new ObservedQueries(platform.queries, metrics) },
    { provide: KeyValue, useValue: platform.keyValue },
    { provide: Delivery, useValue: platform.delivery },
    { provide: Presence, useValue: platform.presence },
    { provide: ServiceRegistry, useValue: platform.registry },
    { provide: Clock, useValue: platform.clock },
    { provide: Ids, useValue: platform.ids },
  ];
  if (service.tables) {
    const unitOfWork = new ObservedUnitOfWork(await platform.unitOfWork(service.tables), service.name, metrics);
    providers.push({ provide: UnitOfWork, useValue: unitOfWork });
    lifecycle.check(`${service.name}.database`, async () => void (await unitOfWork.fresh.query('SELECT 1')));
  }
  if (service.storesMessages) {
    const messageStore = observedMessageStore(await platform.messageStore(), service.name, metrics);
    providers.push({ provide: MessageStore, useValue: messageStore });
    lifecycle.check(`${service.name}.messages`, async () => void (await messageStore.heads([0])));
  }
  const tokens = providers.flatMap((provider) => ('provide' in provider ? [provider.provide] : []));
  return { module: SurroundingsModule, global: true, providers, exports: tokens };
}
