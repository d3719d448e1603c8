import { waitUntil } from '@maru/testing';
import { expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

it('bars the direct channel of two who part, and unbars it when they meet again', async () => {
  const house = await ChannelHouse.start();
  const [alice, bob, carol] = house.arrive('alice', 'bob', 'carol') as [Visitor, Visitor, Visitor];
  const channelId = await alice.createDirect(bob);
  await alice.createGroup('all', [bob, carol]);
  await house.forget();
  await house.tellConnection('ConnectionEnded', bob, carol, 2);
  await house.tellConnection('ConnectionEnded', bob, alice, 2);
  await house.tellConnection('ConnectionAccepted', alice, bob, 3);
  await waitUntil(async () => (await house.published('BarChannel')).length === 2);
  expect(await house.published('BarChannel')).toEqual([
    expect.objectContaining({ channelId, barred: true, version: 2 }),
    expect.objectContaining({ channelId, barred: false, version: 3 }),
  ]);
  await house.close();
});
