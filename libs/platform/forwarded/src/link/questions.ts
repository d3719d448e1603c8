/** All that passes between a worker and the first process. Both are of one build: what one writes the other reads. */
import type { Delivered } from '@maru/contracts';
import type { Audience, DeadLetter, IncomingRecord, Limits, PresenceChange, PresenceState, ServiceInstance } from '@maru/ports';

interface Exchange<Asked, Answered = void> {
  readonly asked: Asked;
  readonly answered: Answered;
}

interface ForwardedRecord {
  readonly topic: string;
  readonly value: { type: string; v: number };
  readonly headers: Readonly<Record<string, string>>;
}

/** What a worker is told when it begins. */
export interface Beginning {
  readonly gatewayId: string;
  readonly limits: Limits;
  readonly env: object;
  /** The settings of the process, as they were read by the first one. */
  readonly runtime: object;
}

/** Wait for an answer. */
export interface Questions {
  'worker.begin': Exchange<Beginning>;
  'worker.numbers': Exchange<null, string>;
  'bus.publish': Exchange<readonly ForwardedRecord[]>;
  'bus.subscribe': Exchange<{ subscription: number; group: string; topics: readonly string[]; batchSize: number }>;
  'bus.handle': Exchange<{ subscription: number; batch: readonly IncomingRecord[] }>;
  'bus.unsubscribe': Exchange<number>;
  'bus.drained': Exchange<null>;
  'dead-letters.list': Exchange<number, readonly DeadLetter[]>;
  'dead-letters.replay': Exchange<string, 'handled' | 'failed' | 'unknown'>;
  'dead-letters.count': Exchange<null, number>;
  'queries.ask': Exchange<{ name: string; input: unknown }, unknown>;
  'queries.answer': Exchange<{ name: string; input: unknown }, unknown>;
  'key-value': Exchange<{ operation: string; args: readonly unknown[] }, unknown>;
  'delivery.deliver': Exchange<readonly Delivered[]>;
  'delivery.attach': Exchange<string>;
  'delivery.apply': Exchange<{ gatewayId: string; deliveries: readonly Delivered[] }>;
  'delivery.hears': Exchange<{ gatewayId: string; audience: Audience }>;
  'delivery.hears-no-more': Exchange<{ gatewayId: string; audience: Audience }>;
  'delivery.detach': Exchange<string>;
  'presence.arrive': Exchange<{ gatewayId: string; userId: number }>;
  'presence.depart': Exchange<{ gatewayId: string; userId: number }>;
  'presence.find': Exchange<readonly number[], readonly (readonly [number, PresenceState])[]>;
  'registry.register': Exchange<ServiceInstance>;
  'registry.deregister': Exchange<string>;
  'registry.find': Exchange<string, readonly ServiceInstance[]>;
}

/** Nobody answers these. */
export interface Words {
  /** Drain, and end. */
  'worker.stop': null;
  /** A line that was handed over is closed. */
  'worker.closed': null;
  'queries.serve': string;
  'presence.watch': { watch: number; gatewayId: string };
  'presence.add': { watch: number; userId: number };
  'presence.remove': { watch: number; userId: number };
  'presence.stop': number;
  'presence.changed': { watch: number; change: PresenceChange };
  'registry.watch': { watch: number; service: string };
  'registry.stop': number;
  'registry.changed': { watch: number; instances: readonly ServiceInstance[] };
}
