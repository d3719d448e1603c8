import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GatewayHouse, Talker } from '../gateway.fixture.js';

let house: GatewayHouse;
beforeEach(async () => {
  house = await GatewayHouse.start({ limits: { sockets: 1 } });
});
afterEach(() => house.close());

it('turns a socket away that it cannot count, and does not count it', async () => {
  const asked = vi.spyOn(house.service.platform.keyValue, 'hashGetAll').mockRejectedValueOnce(new Error('the key-value store is gone'));
  const uncounted = await house.connect({ secret: house.login(1) });
  if (!(uncounted instanceof Talker)) throw new Error('refused at the handshake');
  expect(await uncounted.closed()).toBe(4000);
  expect(asked).toHaveBeenCalledTimes(1);
  await house.talker(1);
});

it('goes on where it cannot tell others how many there are', async () => {
  const { keyValue } = house.service.platform;
  const told = vi.spyOn(keyValue, 'hashSet').mockRejectedValue(new Error('the key-value store is gone'));
  const forgotten = vi.spyOn(keyValue, 'hashDelete').mockRejectedValue(new Error('the key-value store is gone'));
  const first = await house.talker(1);
  first.webSocket.close();
  await vi.waitFor(() => expect(forgotten).toHaveBeenCalled());
  await house.talker(1);
  expect(told).toHaveBeenCalledTimes(2);
});
