import { expect, it } from 'vitest';
import { GatewayUser } from './gateway-user.js';

it('applies what changed while the channels were asked for to the answer', () => {
  const user = new GatewayUser(1);
  user.beginLoading();
  user.change(7, true);
  user.change(8, false);
  user.change(9, true);
  user.change(9, false);
  expect(user.endLoading([8, 9, 10]).toSorted((a, b) => a - b)).toEqual([7, 10]);
});

it('tells whether something changed', () => {
  const user = new GatewayUser(1);
  expect(user.change(7, true)).toBe(true);
  expect(user.change(7, true)).toBe(false);
  expect(user.change(7, false)).toBe(true);
});
