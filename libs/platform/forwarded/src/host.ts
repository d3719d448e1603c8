import type { Platform } from '@maru/ports';
import { hostBus } from './bus/host-bus.js';
import { hostDelivery } from './delivery/host-delivery.js';
import { hostKeyValue } from './key-value/host-key-value.js';
import type { Link } from './link/link.js';
import { hostPresence } from './presence/host-presence.js';
import { hostQueries } from './queries/host-queries.js';
import { hostRegistry } from './registry/host-registry.js';

/** The first process's end: a worker uses its platform. Resolves when the worker has gone, however it went, and nothing here remembers it. */
export async function host(link: Link, platform: Platform): Promise<void> {
  const delivery = hostDelivery(link, platform.delivery);
  const forgetKeys = hostKeyValue(link, platform.keyValue, delivery.isGateway);
  const leavePresence = hostPresence(link, platform.presence);
  const leaveBus = hostBus(link, platform);
  const leaveRegistry = hostRegistry(link, platform.registry);
  hostQueries(link, platform.queries);
  await link.closed;
  await Promise.all([forgetKeys(), delivery.end(), leavePresence(), leaveBus(), leaveRegistry()]);
}
