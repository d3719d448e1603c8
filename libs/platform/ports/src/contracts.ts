/** The suites that every adapter of a port has to pass. They need vitest, so they have an entry of their own. */
export * from './clock.contract.js';
export * from './delivery.contract.js';
export * from './event-bus.contract.js';
export * from './ids.contract.js';
export * from './key-value.contract.js';
export * from './message-store.contract.js';
export * from './presence.contract.js';
export * from './queries.contract.js';
export * from './service-registry.contract.js';
export * from './tables.contract.js';
export * from './under-test.js';
export * from './unit-of-work.contract.js';
