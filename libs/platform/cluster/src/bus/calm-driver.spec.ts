import { afterEach, beforeEach, expect, it } from 'vitest';
import { calmDriver, type RequestQueue } from './calm-driver.js';

interface Driven extends RequestQueue {
  push(request: object): void;
  fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}

const logger = { debug: () => undefined, warn: () => undefined };

let queue: Driven;
let sent: number[];

beforeEach(() => {
  queue = new (calmDriver())({ maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'maru', broker: 'here', logger }) as Driven;
  sent = [];
});
afterEach(() => queue.destroy());

function ask(correlationId: number): void {
  const entry = { correlationId, apiName: 'Fetch', resolve: () => undefined, reject: () => undefined };
  queue.push({ entry, expectResponse: true, sendRequest: () => sent.push(correlationId) });
}

function answer(correlationId: number): void {
  queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

it('leaves no timer behind an answer', () => {
  const before = timers();
  ask(1);
  answer(1);
  expect(timers()).toBe(before);
});

it('sends what waited as soon as there is room', () => {
  ask(1);
  ask(2);
  expect(sent).toEqual([1]);
  answer(1);
  expect(sent).toEqual([1, 2]);
});

it('sends what a broker wants to have later, later', async () => {
  queue.maybeThrottle(20);
  ask(1);
  expect(sent).toEqual([]);
  await expect.poll(() => sent).toEqual([1]);
});

it('is made calm once, whoever asks', () => {
  const look = calmDriver().prototype as RequestQueue;
  const { scheduleCheckPendingRequests } = look;
  expect((calmDriver().prototype as RequestQueue).scheduleCheckPendingRequests).toBe(scheduleCheckPendingRequests);
});
