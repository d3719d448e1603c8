import { FetchChannelInviteCodeQuery, FindActiveChannel } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('REMOVE_MEMBER', () => {
  let house: ChannelHouse;
  let [alice, bob, carol, dave]: Visitor[] = [];
  const remove = (who: Visitor, username: string, channelId = 1) => who.ask({ type: 'RemoveMember', channelId, username });

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol, dave] = house.arrive('alice', 'Bob', 'carol', 'dave');
    await alice!.createGroup('lunch', [bob!, carol!]);
    await house.forget();
  });
  afterEach(() => house.close());

  it('is heard by all members and the removed, who hears nothing more', async () => {
    const answer = { type: 'REMOVE_MEMBER_RESPONSE', channelId: { id: 1 }, username: 'Bob' };
    expect(await remove(alice!, 'bOB')).toEqual(answer);
    expect(house.heard()).toEqual([
      ['members of 1', 'but for 1', { type: 'NOTIFY_QUIT', channelId: { id: 1 }, username: 'Bob', by: 'alice' }],
      ['left', 1, ['Bob']],
      ['answer', 'alice', answer],
    ]);
    expect(await house.published('DismissMembers', 'MemberQuit')).toEqual([
      expect.objectContaining({ type: 'DismissMembers', userIds: [bob!.userId], keepPointer: false }),
      expect.objectContaining({ type: 'MemberQuit', member: bob!.person, byUserId: alice!.userId }),
    ]);
    expect(await carol!.membersOf(1)).toEqual([
      ['alice', 'OWNER'],
      ['carol', 'MEMBER'],
    ]);
  });

  it('clears his active channel, and lets him come back by the code', async () => {
    const { inviteCode } = await house.query(FetchChannelInviteCodeQuery, { person: bob!.person, channelId: 1 });
    await bob!.ask({ type: 'Enter', channelId: 1 });
    await remove(alice!, 'Bob');
    expect(await bob!.ask({ type: 'Join', inviteCode })).toMatchObject({ type: 'JOIN_RESPONSE' });
    expect(await house.query(FindActiveChannel, { userId: bob!.userId, sessionId: 'Bob-session' })).toEqual({});
  });

  it('refuses in the order of the protocol, and changes nothing', async () => {
    const direct = await alice!.createDirect(bob!);
    expect(await remove(dave!, 'dave')).toBe('NOT_A_MEMBER');
    expect(await remove(alice!, 'bob', 99)).toBe('NOT_A_MEMBER');
    expect(await remove(alice!, 'alice', direct)).toBe('DIRECT_CHANNEL');
    expect(await remove(bob!, 'bob')).toBe('NOT_OWNER');
    expect(await remove(bob!, 'dave')).toBe('NOT_OWNER');
    expect(await remove(alice!, 'ALICE')).toBe('INVALID_FIELD');
    expect(await remove(alice!, 'dave')).toBe('NOT_A_MEMBER');
    expect(await remove(alice!, 'no such name!')).toBe('NOT_A_MEMBER');
    expect(await alice!.membersOf(1)).toHaveLength(3);
  });
});
