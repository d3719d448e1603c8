import { expect, it } from 'vitest';
import { waitUntil } from './wait-until.js';

it('resolves to what has come about', async () => {
  let asked = 0;
  expect(await waitUntil(() => ++asked > 2 && 'there')).toBe('there');
  expect(asked).toBe(3);
});

it('fails for what does not, and for a condition that fails', async () => {
  await expect(waitUntil(() => false, { timeoutMs: 5, what: 'rain' })).rejects.toThrow('rain has not come about after 5 ms');
  await expect(waitUntil(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});
