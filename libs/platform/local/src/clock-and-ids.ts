/** For a process that has no data of its own: it loads no database. */
export { SystemClock } from './clock/system-clock.js';
export { CryptoIds } from './ids/crypto-ids.js';
