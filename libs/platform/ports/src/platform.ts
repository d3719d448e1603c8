/** A shape of Maru: an adapter for each port. `local(env)` and, in a cluster, `cluster(env)` make one; `run` puts services on it. */
import type { Clock } from './clock.js';
import type { Delivery } from './delivery.js';
import type { DeadLetters, EventBus } from './event-bus.js';
import type { Ids } from './ids.js';
import type { KeyValue } from './key-value.js';
import type { MessageStore } from './message-store.js';
import type { Metrics } from './metrics.js';
import type { Presence } from './presence.js';
import type { Queries } from './queries.js';
import type { ServiceRegistry } from './service-registry.js';
import type { Tables, UnitOfWork } from './unit-of-work.js';

export interface Platform {
  readonly bus: EventBus;
  readonly deadLetters: DeadLetters;
  readonly queries: Queries;
  readonly keyValue: KeyValue;
  readonly delivery: Delivery;
  readonly presence: Presence;
  readonly registry: ServiceRegistry;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where other processes reach this one; without it, on this machine. */
  readonly advertisedHost?: string;
  /** How long others may still come here after it has left the registry; without it, they know at once. */
  readonly farewellMs?: number;
  /** Resolves when nothing waits on the bus. Only where all of it is in this process can somebody know. */
  drained?(): Promise<void>;
  /** Tells its numbers there. Called once, before anything else. */
  measure(metrics: Metrics): void;
  /** Opens a service's database and brings its schema up to date, under a lock. */
  unitOfWork(tables: Tables): Promise<UnitOfWork>;
  messageStore(): Promise<MessageStore>;
  /** Publishes what a crash left in the outboxes; where there is something, new outboxes wait behind it. Called once, when all services listen. */
  recover(): Promise<void>;
  /** In the order: bus, delivery, databases. */
  close(): Promise<void>;
}
