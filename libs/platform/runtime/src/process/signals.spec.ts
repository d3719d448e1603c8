import { afterEach, expect, it, vi } from 'vitest';
import { onStopSignal } from './signals.js';

const before = { SIGINT: process.listeners('SIGINT'), SIGTERM: process.listeners('SIGTERM') };
afterEach(() => {
  vi.useRealTimers();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    for (const listener of process.listeners(signal)) if (!before[signal].includes(listener)) process.off(signal, listener);
});

it('takes signals that come together for one wish, and a later one for haste', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const stop = vi.fn<(signal: string) => void>();
  const stopAtOnce = vi.fn<() => void>();
  onStopSignal(stop, stopAtOnce);

  process.emit('SIGINT');
  process.emit('SIGINT');
  vi.advanceTimersByTime(500);
  process.emit('SIGTERM');
  expect(stop.mock.calls).toEqual([['SIGINT']]);
  expect(stopAtOnce).not.toHaveBeenCalled();

  vi.advanceTimersByTime(600);
  process.emit('SIGINT');
  expect(stop).toHaveBeenCalledOnce();
  expect(stopAtOnce).toHaveBeenCalledOnce();
});
