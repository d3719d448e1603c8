/** For specs, `apps/e2e` and `apps/bench` only: services and whole Marus to try out, and what to try them with. */
export { FixedClock, SystemClock } from '@maru/local';
export { anAsker, asked } from './builders.js';
export { EmbeddedMaru, type EmbeddedOptions, type Exit, startEmbedded } from './start-embedded.js';
export { type StartedService, startService, type StartServiceOptions } from './start-service.js';
export { waitUntil } from './wait-until.js';
