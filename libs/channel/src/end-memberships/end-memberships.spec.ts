import { FetchChannelsQuery } from '@maru/contracts';
import { waitUntil } from '@maru/testing';
import { expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

it('ends all memberships of one who unregisters, as if he had quit', async () => {
  const house = await ChannelHouse.start();
  const [alice, bob, carol] = house.arrive('alice', 'bob', 'carol') as [Visitor, Visitor, Visitor];
  const group = await alice.createGroup('lunch', [bob, carol]);
  const lonely = await alice.createGroup('lonely', [bob]);
  await bob.quit(lonely);
  const direct = await alice.createDirect(bob);
  await house.forget();
  await house.unregister(alice);
  await waitUntil(async () => (await alice.channels()).length === 0);

  const quit = (id: number) => ({ type: 'NOTIFY_QUIT', channelId: { id }, username: 'alice' });
  expect(house.heard()).toEqual([
    ['left', group, ['alice']],
    ['alice', quit(group)],
    [`members of ${group}`, quit(group)],
    [`members of ${group}`, { type: 'NOTIFY_ROLE', channelId: { id: group }, username: 'bob', role: 'OWNER' }],
    ['left', lonely, ['alice']],
    ['alice', quit(lonely)],
    ['left', direct, ['alice']],
    ['alice', quit(direct)],
  ]);
  expect(await house.published('ChannelClosed')).toEqual([expect.objectContaining({ channelId: lonely })]);
  expect((await house.query(FetchChannelsQuery, { person: bob.person })).channels).toMatchObject([
    { channelId: { id: direct }, with: 'alice', headCount: 2 },
    { channelId: { id: group }, headCount: 2 },
  ]);

  await house.forget();
  await house.unregister(alice);
  await carol.quit(group);
  expect(house.heard()).toHaveLength(4);
  await house.close();
});
