import { createRequire } from 'node:module';

/** Of the driver: the requests of one connection. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

type RequestQueueClass = new (settings: object) => RequestQueue;

/** The driver does not export it, but it is a file of its own. */
const QUEUE = 'kafkajs/src/network/requestQueue/index.js';

let calmed: RequestQueueClass | undefined;

/**
 * From a connection's first answer on the driver looks every millisecond for requests that wait, though none does: it asks for a time-out in
 * the past, and for the next one when that is over. In a dozen idle processes that was a fifth of two cores. Now it looks only where one waits;
 * a request that must wait has it look by itself.
 */
export function calmDriver(): RequestQueueClass {
  return (calmed ??= calm(createRequire(import.meta.url)(QUEUE) as RequestQueueClass));
}

function calm(queue: RequestQueueClass): RequestQueueClass {
  const { prototype } = queue as { prototype: RequestQueue };
  const look = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue) {
    if (this.pending.length > 0) look.call(this);
  };
  return queue;
}
