import { FetchChannelsQuery, FetchPublicChannelsQuery } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('UPDATE_CHANNEL', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
    await alice!.createGroup('lunch', [bob!]);
    await house.forget();
  });
  afterEach(() => house.close());

  it('tells the members, and leaves what was not named', async () => {
    const about = { channelId: { id: 1 }, title: '저녁', public: false };
    expect(await alice!.ask({ type: 'UpdateChannel', channelId: 1, title: '저녁' })).toEqual({ type: 'UPDATE_CHANNEL_RESPONSE', ...about });
    expect(house.heard()).toEqual([
      ['members of 1', 'but for 1', { type: 'NOTIFY_CHANNEL', ...about }],
      ['answer', 'alice', { type: 'UPDATE_CHANNEL_RESPONSE', ...about }],
    ]);
    expect(await house.published('ChannelUpdated')).toEqual([expect.objectContaining({ title: '저녁', public: false })]);
    expect(await alice!.ask({ type: 'UpdateChannel', channelId: 1, public: true })).toMatchObject({ title: '저녁', public: true });
    expect((await house.query(FetchChannelsQuery, { person: bob!.person })).channels).toMatchObject([{ title: '저녁', public: true }]);
  });

  it('is found under its new title only', async () => {
    await alice!.ask({ type: 'UpdateChannel', channelId: 1, title: 'DINNER', public: true });
    const find = async (query: string) => (await house.query(FetchPublicChannelsQuery, { person: carol!.person, query })).channels.length;
    expect([await find('lunch'), await find('dinner')]).toEqual([0, 1]);
    await alice!.ask({ type: 'UpdateChannel', channelId: 1, public: false });
    expect(await find('dinner')).toBe(0);
  });

  it('is the owner’s, of a group', async () => {
    const direct = await alice!.createDirect(bob!);
    expect(await carol!.ask({ type: 'UpdateChannel', channelId: 1, title: 'x' })).toBe('NOT_A_MEMBER');
    expect(await alice!.ask({ type: 'UpdateChannel', channelId: 99, title: 'x' })).toBe('NOT_A_MEMBER');
    expect(await bob!.ask({ type: 'UpdateChannel', channelId: 1, title: 'x' })).toBe('NOT_OWNER');
    expect(await bob!.ask({ type: 'UpdateChannel', channelId: direct, title: 'x' })).toBe('DIRECT_CHANNEL');
  });
});
