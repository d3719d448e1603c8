/** The shape of a worker: everything is in the first process, at the other end of a link. */
import type { Clock, Ids, MessageStore, Platform, UnitOfWork } from '@maru/ports';
import { ForwardedBus } from './bus/forwarded-bus.js';
import { ForwardedDeadLetters } from './bus/forwarded-dead-letters.js';
import { ForwardedDelivery } from './delivery/forwarded-delivery.js';
import { ForwardedKeyValue } from './key-value/forwarded-key-value.js';
import type { Link } from './link/link.js';
import { ForwardedPresence } from './presence/forwarded-presence.js';
import { ForwardedQueries } from './queries/forwarded-queries.js';
import { ForwardedServiceRegistry } from './registry/forwarded-service-registry.js';

export interface ForwardedSettings {
  readonly link: Link;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function forwarded({ link, clock, ids }: ForwardedSettings): Platform {
  const bus = new ForwardedBus(link);
  return {
    clock,
    ids,
    bus,
    deadLetters: new ForwardedDeadLetters(link),
    queries: new ForwardedQueries(link),
    keyValue: new ForwardedKeyValue(link),
    delivery: new ForwardedDelivery(link),
    presence: new ForwardedPresence(link),
    registry: new ForwardedServiceRegistry(link),
    measure: () => undefined,
    unitOfWork: (): Promise<UnitOfWork> => Promise.reject(noData()),
    messageStore: (): Promise<MessageStore> => Promise.reject(noData()),
    recover: () => Promise.resolve(),
    close: async () => {
      await bus.close();
      await link.close();
    },
  };
}

function noData(): Error {
  return new Error('the databases are in the first process');
}
