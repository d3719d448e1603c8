import { FetchChannelInviteCodeQuery, FetchPublicChannelsQuery } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('JOIN', () => {
  let house: ChannelHouse;
  let [alice, bob, carol, dave]: Visitor[] = [];
  let inviteCode: string;

  beforeEach(async () => {
    house = await ChannelHouse.start({ limits: { channelMembers: 3, channels: 2 } });
    [alice, bob, carol, dave] = house.arrive('alice', 'bob', 'carol', 'dave');
    await alice!.createGroup('lunch', [bob!]);
    inviteCode = (await house.query(FetchChannelInviteCodeQuery, { person: bob!.person, channelId: 1 })).inviteCode;
    await house.forget();
  });
  afterEach(() => house.close());

  const joined = { type: 'JOIN_RESPONSE', channelId: { id: 1 }, title: 'lunch', kind: 'GROUP' };
  const headCount = async () => (await house.query(FetchPublicChannelsQuery, { person: alice!.person })).channels[0]?.headCount;

  it('by code tells the members, oneself elsewhere among them', async () => {
    expect(await carol!.ask({ type: 'Join', inviteCode })).toEqual(joined);
    const frame = { type: 'NOTIFY_JOIN', channelId: { id: 1 }, title: 'lunch', kind: 'GROUP', public: false, username: 'carol' };
    expect(house.heard()).toEqual([
      ['joined', 1, ['carol']],
      ['members of 1', 'but for 3', frame],
      ['answer', 'carol', joined],
    ]);
    expect(await house.published('AdmitMembers', 'MemberJoined')).toEqual([
      expect.objectContaining({ type: 'AdmitMembers', members: [carol!.person], direct: false, resumed: false }),
      expect.objectContaining({ type: 'MemberJoined', member: carol!.person }),
    ]);
    expect((await alice!.membersOf(1)).at(-1)).toEqual(['carol', 'MEMBER']);
  });

  it('takes the code as people write it', async () => {
    const typed = ` ${inviteCode}`
      .trim()
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll('1', 'l')
      .replaceAll(/(.{5})/g, '$1-');
    expect(await carol!.ask({ type: 'Join', inviteCode: typed })).toEqual(joined);
  });

  it('again is the same answer, and nothing is told', async () => {
    await carol!.ask({ type: 'Join', inviteCode });
    await house.forget();
    expect(await carol!.ask({ type: 'Join', inviteCode })).toEqual(joined);
    expect(await alice!.join(1)).toEqual(joined);
    expect(house.heard()).toEqual([
      ['answer', 'carol', joined],
      ['answer', 'alice', joined],
    ]);
    expect(await house.published()).toEqual([]);
    expect(await alice!.membersOf(1)).toHaveLength(3);
  });

  it.each(['', 'x', '0'.repeat(26), "' OR 1=1 --"])('knows no code %j', async (code) => {
    expect(await carol!.ask({ type: 'Join', inviteCode: code })).toBe('UNKNOWN_INVITE_CODE');
  });

  it('by id goes where the channel is public', async () => {
    expect(await carol!.join(1)).toBe('NOT_A_MEMBER');
    await alice!.ask({ type: 'UpdateChannel', channelId: 1, public: true });
    expect(await carol!.join(1)).toEqual(joined);
    expect(await headCount()).toBe(3);
  });

  it.each([2, 99, 9_007_199_254_740_991])('says of %i the same as of a private one', async (channelId) => {
    await alice!.createDirect(bob!);
    expect(await carol!.join(channelId)).toBe('NOT_A_MEMBER');
  });

  it('answers a direct channel to its two, while they have it', async () => {
    const channelId = await alice!.createDirect(bob!);
    expect(await bob!.join(channelId)).toEqual({ type: 'JOIN_RESPONSE', channelId: { id: channelId }, title: '', kind: 'DIRECT' });
    expect(house.service.deliveries.at(-1)).toMatchObject({ with: 'alice' });
    await bob!.quit(channelId);
    expect(await bob!.join(channelId)).toBe('NOT_A_MEMBER');
  });

  it('is CHANNEL_FULL at the limit, for newcomers only', async () => {
    await carol!.ask({ type: 'Join', inviteCode });
    expect(await dave!.ask({ type: 'Join', inviteCode })).toBe('CHANNEL_FULL');
    expect(await carol!.ask({ type: 'Join', inviteCode })).toEqual(joined);
    await carol!.quit(1);
    expect(await dave!.ask({ type: 'Join', inviteCode })).toEqual(joined);
  });

  it('is CHANNEL_LIMIT for one who is in as many as are allowed; quit views do not count', async () => {
    await carol!.createGroup('one', [dave!]);
    const direct = await carol!.createDirect(alice!);
    expect(await carol!.ask({ type: 'Join', inviteCode })).toBe('CHANNEL_LIMIT');
    await carol!.quit(direct);
    expect(await carol!.ask({ type: 'Join', inviteCode })).toEqual(joined);
  });

  it('counts right when many come at once', async () => {
    await alice!.ask({ type: 'UpdateChannel', channelId: 1, public: true });
    const crowd = house.arrive(...Array.from({ length: 12 }, (_, index) => `guest-${index}`));
    const answers = await Promise.all(crowd.map((guest, index) => (index % 2 ? guest.join(1) : guest.ask({ type: 'Join', inviteCode }))));
    expect(answers.filter((answer) => answer === 'CHANNEL_FULL')).toHaveLength(11);
    expect(await headCount()).toBe(3);
  });

  it('is UNAVAILABLE where nobody can say where the history stands', async () => {
    house.isMessageServiceAway = true;
    expect(await carol!.ask({ type: 'Join', inviteCode })).toBe('UNAVAILABLE');
    expect(await carol!.channels()).toEqual([]);
  });
});
