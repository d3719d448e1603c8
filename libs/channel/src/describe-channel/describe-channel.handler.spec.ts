import { DescribeChannel } from '@maru/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChannelHouse } from '../channel.fixture.js';

let house: ChannelHouse;
beforeEach(async () => {
  house = await ChannelHouse.start();
});
afterEach(() => house.close());

const describeChannel = async (channelId: number) => (await house.query(DescribeChannel, { channelId })).channel;

it('tells whose a direct channel is, also when one of them has quit it', async () => {
  const [alice, bob] = house.arrive('alice', 'bob');
  const channelId = await alice!.createDirect(bob!);
  const people = [alice!.person, bob!.person];
  expect(await describeChannel(channelId)).toEqual({ kind: 'DIRECT', people });
  await bob!.quit(channelId);
  expect(await describeChannel(channelId)).toEqual({ kind: 'DIRECT', people });
});

it('tells of a group that it is one, and nothing of what is not there', async () => {
  const [alice, bob] = house.arrive('alice', 'bob');
  const channelId = await alice!.createGroup('lunch', [bob!]);
  expect(await describeChannel(channelId)).toEqual({ kind: 'GROUP', people: [] });
  expect(await describeChannel(99_999)).toBeUndefined();
});
