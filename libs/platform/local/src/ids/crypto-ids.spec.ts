import { idsContract } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { SystemClock } from '../clock/system-clock.js';
import { CryptoIds } from './crypto-ids.js';

idsContract('CryptoIds', new CryptoIds(new SystemClock()));
idsContract('CryptoIds, while time stands still,', new CryptoIds(new FixedClock()));

test('a unique id is a UUID of version 7 that begins with its time', async () => {
  const clock = new FixedClock(0x0123_4567_89ab);
  const id = new CryptoIds(clock).unique();
  expect(id).toMatch(/^01234567-89ab-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('no two ids end alike, however many there are', () => {
  const ids = new CryptoIds(new FixedClock());
  const tails = Array.from({ length: 2_000 }, () => ids.unique().slice(-20));
  expect(new Set(tails).size).toBe(tails.length);
});
