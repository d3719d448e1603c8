import { createRequire } from 'node:module';

/** Of the driver: a request that was sent. */
interface SentRequest {
  readonly sentAt: number;
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

/** Of the driver: the requests of one connection. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, SentRequest>;
  readonly enforceRequestTimeout: boolean;
  readonly isConnected: () => boolean;
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  destroy(): void;
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
  scheduleRequestTimeoutCheck: (this: RequestQueue) => void;
}

type RequestQueueClass = new (settings: object) => RequestQueue;

/** The driver does not export it, but it is a file of its own. */
const QUEUE = 'kafkajs/src/network/requestQueue/index.js';
const LOOK_FOR_LATE_MS = 1_000;

let calmed: RequestQueueClass | undefined;

/**
 * From a connection's first answer on the driver looks every millisecond for requests that wait, though none does: it asks for a time-out in
 * the past, and for the next one when that is over. In a dozen idle processes that was a fifth of two cores. Now it looks only where one waits;
 * a request that must wait has it look by itself. And whether an answer is late, which it may be by seconds, it looked ten times a second on each
 * connection, of which a process has a dozen: now once.
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
  prototype.scheduleRequestTimeoutCheck = scheduleLooksForLate;
  return queue;
}

function scheduleLooksForLate(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return;
  this.destroy();
  this.requestTimeoutIntervalId = setInterval(() => lookForLate(this), LOOK_FOR_LATE_MS);
}

function lookForLate(queue: RequestQueue): void {
  const now = Date.now();
  for (const request of queue.inflight.values()) if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
  if (!queue.isConnected()) queue.destroy();
}
