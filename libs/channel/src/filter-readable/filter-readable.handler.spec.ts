import { ExportChannelData, FilterReadable } from '@maru/contracts';
import { expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

it('answers who may read what, and what is kept of him', async () => {
  const house = await ChannelHouse.start();
  const [alice, bob, carol] = house.arrive('alice', 'bob', 'carol') as [Visitor, Visitor, Visitor];
  const group = await alice.createGroup('lunch', [bob]);
  const others = await alice.createGroup('without bob', [carol]);
  const direct = await alice.createDirect(bob);
  const readable = async ({ userId }: Visitor, channelIds: number[]) =>
    (await house.query(FilterReadable, { userId, channelIds })).channelIds;
  const all = [group, others, direct, 99];

  expect(await readable(bob, all)).toEqual([group, direct]);
  expect(await readable(bob, [])).toEqual([]);
  // Disconnected, it stays readable; quit, it does not.
  house.connect(alice.userId, bob.userId, false);
  expect(await readable(bob, all)).toEqual([group, direct]);
  await bob.quit(direct);
  expect(await readable(bob, all)).toEqual([group]);
  expect(await readable(alice, all)).toEqual([group, others, direct]);

  const exported = await house.query(ExportChannelData, { userId: bob.userId, username: 'bob' });
  expect(exported.records['channel_user']).toMatchObject([
    { channelId: group, title: 'lunch', kind: 'GROUP', role: 'MEMBER', viewOpen: true },
    { channelId: direct, title: '', kind: 'DIRECT', viewOpen: false },
  ]);
  await house.close();
});
