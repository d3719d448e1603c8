import { FetchChannelInviteCodeQuery, FetchChannelsQuery, FindActiveChannel } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('QUIT', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
  });
  afterEach(() => house.close());

  const quitOf = (username: string) => ({ type: 'NOTIFY_QUIT', channelId: { id: 1 }, username });
  const answer = { type: 'QUIT_RESPONSE', channelId: { id: 1 } };
  const activeOf = async ({ userId, name }: Visitor) =>
    (await house.query(FindActiveChannel, { userId, sessionId: `${name}-session` })).channelId;

  it('ends the own hearing, tells the own other sockets, then the members', async () => {
    await alice!.createGroup('lunch', [bob!, carol!]);
    await house.forget();
    expect(await bob!.quit(1)).toEqual(answer);
    expect(house.heard()).toEqual([
      ['left', 1, ['bob']],
      ['bob', 'but for 2', quitOf('bob')],
      ['members of 1', quitOf('bob')],
      ['answer', 'bob', answer],
    ]);
    expect(await house.published('DismissMembers', 'MemberQuit')).toEqual([
      expect.objectContaining({ type: 'DismissMembers', userIds: [bob!.userId], keepPointer: false }),
      expect.objectContaining({ type: 'MemberQuit', member: bob!.person }),
    ]);
    expect(await bob!.channels()).toEqual([]);
    expect(await bob!.quit(1)).toBe('NOT_A_MEMBER');
  });

  it('by the owner makes the longest member owner', async () => {
    await alice!.createGroup('lunch', [carol!, bob!]);
    await carol!.quit(1);
    await alice!.ask({ type: 'UpdateChannel', channelId: 1, public: true });
    await carol!.join(1);
    await house.forget();
    await alice!.quit(1);
    expect(house.heard().slice(2)).toEqual([
      ['members of 1', quitOf('alice')],
      ['members of 1', { type: 'NOTIFY_ROLE', channelId: { id: 1 }, username: 'bob', role: 'OWNER' }],
      ['answer', 'alice', answer],
    ]);
    expect(await house.published('OwnerChanged')).toEqual([expect.objectContaining({ owner: bob!.person })]);
    expect(await carol!.membersOf(1)).toEqual([
      ['bob', 'OWNER'],
      ['carol', 'MEMBER'],
    ]);
  });

  it('by the last one closes the channel: its code is dead, its id is nobody’s', async () => {
    await alice!.createGroup('lunch', [bob!], { public: true });
    const { inviteCode } = await house.query(FetchChannelInviteCodeQuery, { person: bob!.person, channelId: 1 });
    await alice!.quit(1);
    await house.forget();
    await bob!.quit(1);
    expect(house.heard()).toEqual([
      ['left', 1, ['bob']],
      ['bob', 'but for 2', quitOf('bob')],
      ['answer', 'bob', answer],
    ]);
    expect(await house.published('ChannelClosed')).toEqual([expect.objectContaining({ channelId: 1 })]);
    expect(await carol!.ask({ type: 'Join', inviteCode })).toBe('UNKNOWN_INVITE_CODE');
    expect(await carol!.join(1)).toBe('NOT_A_MEMBER');
    expect(await alice!.createGroup('next', [bob!])).toBe(2);
  });

  it('of a direct channel ends the own view only, and the other hears nothing', async () => {
    await alice!.createDirect(bob!);
    await house.forget();
    await bob!.quit(1);
    expect(house.heard()).toEqual([
      ['left', 1, ['bob']],
      ['bob', 'but for 2', quitOf('bob')],
      ['answer', 'bob', answer],
    ]);
    expect(await house.published('DismissMembers')).toEqual([expect.objectContaining({ keepPointer: true })]);
    const { channels } = await house.query(FetchChannelsQuery, { person: alice!.person });
    expect(channels).toMatchObject([{ headCount: 2, with: 'bob' }]);
    for (const again of [bob!.quit(1), bob!.join(1), bob!.ask({ type: 'Enter', channelId: 1 })]) expect(await again).toBe('NOT_A_MEMBER');
  });

  it('clears the active channel of all of his sessions that are there', async () => {
    await alice!.createGroup('lunch', [bob!]);
    await alice!.createGroup('dinner', [bob!]);
    await bob!.ask({ type: 'Enter', channelId: 1 });
    await alice!.ask({ type: 'Enter', channelId: 2 });
    await bob!.quit(1);
    await alice!.quit(1);
    await alice!.createGroup('again', [bob!]);
    expect([await activeOf(bob!), await activeOf(alice!)]).toEqual([undefined, 2]);
  });
});
