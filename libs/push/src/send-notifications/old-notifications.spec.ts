import { waitUntil } from '@maru/testing';
import { expect, it } from 'vitest';
import { bob, alice, PushHouse } from '../push.fixture.js';

const DAY_MS = 86_400_000;

it('forgets what is older than it is kept, however much it is', async () => {
  const house = await PushHouse.start();
  house.notified = [alice, ...Array.from({ length: 2_100 }, (_, index) => ({ userId: 100 + index, username: `guest${index}` }))];
  await house.write(1);
  const longAgo = house.clock.now() - 30 * DAY_MS;
  await house.set({ status: 'SENT', createdAt: longAgo - 1 });
  house.notified = [alice, bob];
  await house.write(2);
  await house.write(1);
  await house.pass(1_000);
  await house.clock.advance(60_000);
  await waitUntil(async () => (await house.rows()).length < 2_000);
  expect(await house.states()).toEqual(['bob 4/1 COLLAPSED', 'bob 4/2 SENT']);
  await house.close();
});
