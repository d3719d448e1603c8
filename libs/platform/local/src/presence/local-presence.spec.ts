import { presenceContract } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { MemoryKeyValue } from '../key-value/memory-key-value.js';
import { LocalPresence } from './local-presence.js';

presenceContract('LocalPresence', async () => {
  const clock = new FixedClock();
  const keyValue = new MemoryKeyValue(clock);
  return {
    subject: new LocalPresence(clock, keyValue),
    pass: (ms) => clock.advance(ms),
    close: async () => keyValue.close(),
  };
});

test('who was there when the process ended was last seen when he came or went', async () => {
  const clock = new FixedClock();
  const keyValue = new MemoryKeyValue(clock);
  await new LocalPresence(clock, keyValue).arrive('g', 1);
  const seenAt = clock.now();
  await clock.advance(60_000);
  const found = await new LocalPresence(clock, keyValue).find([1]);
  expect(found.get(1)).toEqual({ online: false, connected: false, lastSeenAt: seenAt });
});
