import { FetchChannelInviteCodeQuery } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('the invite code of a channel', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];
  const codeFor = ({ person }: Visitor, channelId = 1) => house.query(FetchChannelInviteCodeQuery, { person, channelId });
  const reset = (who: Visitor, channelId = 1) => who.ask({ type: 'ResetChannelInviteCode', channelId });

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
    await alice!.createGroup('lunch', [bob!]);
  });
  afterEach(() => house.close());

  it('is dead once it was reset', async () => {
    const { inviteCode: old } = await codeFor(bob!);
    const answer = await reset(alice!);
    const { inviteCode } = await codeFor(bob!);
    expect(answer).toEqual({ type: 'RESET_CHANNEL_INVITE_CODE_RESPONSE', channelId: { id: 1 }, inviteCode });
    expect(inviteCode).not.toBe(old);
    expect(await carol!.ask({ type: 'Join', inviteCode: old })).toBe('UNKNOWN_INVITE_CODE');
    expect(await carol!.ask({ type: 'Join', inviteCode })).toMatchObject({ type: 'JOIN_RESPONSE' });
  });

  it('is for members to read and for the owner to reset', async () => {
    await expect(codeFor(carol!)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(codeFor(alice!, 99)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    expect(await reset(carol!)).toBe('NOT_A_MEMBER');
    expect(await reset(bob!)).toBe('NOT_OWNER');
  });

  it('is not there for a direct channel', async () => {
    const direct = await alice!.createDirect(bob!);
    await expect(codeFor(alice!, direct)).rejects.toMatchObject({ code: 'DIRECT_CHANNEL' });
    expect(await reset(alice!, direct)).toBe('DIRECT_CHANNEL');
    await expect(codeFor(carol!, direct)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });
});
