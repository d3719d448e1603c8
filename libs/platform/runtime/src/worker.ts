/** What a worker loads, and no more. */
export { runWorker } from './workers/run-worker.js';
