import { FetchChannelsQuery, FindNotified } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('SET_NOTIFY', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
    await alice!.createGroup('lunch', [bob!]);
    await house.forget();
  });
  afterEach(() => house.close());

  it('silences one member’s pushes of one channel, and tells his other devices', async () => {
    const answer = { type: 'SET_NOTIFY_RESPONSE', channelId: { id: 1 }, notify: 'NONE' };
    expect(await bob!.ask({ type: 'SetNotify', channelId: 1, notify: 'NONE' })).toEqual(answer);
    expect(house.heard()).toEqual([
      ['bob', `but for ${bob!.userId}`, { ...answer, type: 'NOTIFY_LEVEL' }],
      ['answer', 'bob', answer],
    ]);
    expect(await house.published('NotifyChanged')).toEqual([expect.objectContaining({ userId: bob!.userId, notify: 'NONE' })]);
    expect(await house.query(FindNotified, { channelId: 1 })).toEqual({
      title: 'lunch',
      kind: 'GROUP',
      members: [{ ...alice!.person, notify: 'ALL' }],
    });
    expect((await house.query(FetchChannelsQuery, { person: bob!.person })).channels).toMatchObject([{ notify: 'NONE' }]);
    await bob!.ask({ type: 'SetNotify', channelId: 1, notify: 'MENTIONS' });
    const { members } = await house.query(FindNotified, { channelId: 1 });
    expect(members.toSorted((a, b) => a.userId - b.userId)).toEqual([
      { ...alice!.person, notify: 'ALL' },
      { ...bob!.person, notify: 'MENTIONS' },
    ]);
  });

  it('is for members', async () => {
    expect(await carol!.ask({ type: 'SetNotify', channelId: 1, notify: 'NONE' })).toBe('NOT_A_MEMBER');
  });

  it('is not needed for a quit view, or a closed channel: nobody is pushed to', async () => {
    const direct = await alice!.createDirect(bob!);
    await bob!.quit(direct);
    expect(await house.query(FindNotified, { channelId: direct })).toEqual({
      title: '',
      kind: 'DIRECT',
      members: [{ ...alice!.person, notify: 'ALL' }],
    });
    expect(await house.query(FindNotified, { channelId: 99 })).toEqual({ title: '', kind: 'GROUP', members: [] });
  });
});
