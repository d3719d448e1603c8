export { FixedClock } from './clock/fixed-clock.js';
export { SystemClock } from './clock/system-clock.js';
export { LocalDelivery } from './delivery/local-delivery.js';
export { CryptoIds } from './ids/crypto-ids.js';
export { MemoryKeyValue } from './key-value/memory-key-value.js';
export { LocalPresence } from './presence/local-presence.js';
export { LocalQueries } from './queries/local-queries.js';
export { LocalServiceRegistry } from './registry/local-service-registry.js';
