import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { calmDriver, type RequestQueue } from './calm-driver.js';

interface Driven extends RequestQueue {
  scheduleRequestTimeoutCheck(): void;
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
afterEach(() => {
  queue.destroy();
  vi.useRealTimers();
});

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

it('looks once a second for answers that are late, and until the connection has gone', () => {
  vi.useFakeTimers();
  let looks = 0;
  let isConnected = true;
  const settings = { maxInFlightRequests: 1, requestTimeout: 2_500, enforceRequestTimeout: true, clientId: 'maru', broker: 'here', logger };
  queue = new (calmDriver())({ ...settings, isConnected: () => ++looks > 0 && isConnected }) as Driven;
  queue.scheduleRequestTimeoutCheck();
  const late: string[] = [];
  const entry = { correlationId: 1, apiName: 'Fetch', resolve: () => undefined, reject: ({ name }: Error) => late.push(name) };
  queue.push({ entry, expectResponse: true, sendRequest: () => undefined });
  vi.advanceTimersByTime(2_000);
  expect([looks, late]).toEqual([2, []]);
  vi.advanceTimersByTime(1_000);
  expect([looks, late]).toEqual([3, ['KafkaJSRequestTimeoutError']]);
  isConnected = false;
  vi.advanceTimersByTime(60_000);
  expect(looks).toBe(4);
});

it('is made calm once, whoever asks', () => {
  const look = calmDriver().prototype as RequestQueue;
  const { scheduleCheckPendingRequests } = look;
  expect((calmDriver().prototype as RequestQueue).scheduleCheckPendingRequests).toBe(scheduleCheckPendingRequests);
});
