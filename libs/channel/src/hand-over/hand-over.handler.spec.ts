import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('HAND_OVER', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];
  const handOver = (who: Visitor, username: string, channelId = 1) => who.ask({ type: 'HandOver', channelId, username });

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
    await alice!.createGroup('lunch', [bob!]);
    await house.forget();
  });
  afterEach(() => house.close());

  it('tells the members of both who changed', async () => {
    const answer = { type: 'HAND_OVER_RESPONSE', channelId: { id: 1 }, username: 'bob' };
    expect(await handOver(alice!, 'BOB')).toEqual(answer);
    const role = (username: string, to: string) => ({ type: 'NOTIFY_ROLE', channelId: { id: 1 }, username, role: to });
    expect(house.heard()).toEqual([
      ['members of 1', 'but for 1', role('bob', 'OWNER')],
      ['members of 1', 'but for 1', role('alice', 'MEMBER')],
      ['answer', 'alice', answer],
    ]);
    expect(await house.published('OwnerChanged')).toEqual([expect.objectContaining({ owner: bob!.person })]);
    expect(await alice!.membersOf(1)).toEqual([
      ['alice', 'MEMBER'],
      ['bob', 'OWNER'],
    ]);
    expect(await handOver(alice!, 'bob')).toBe('NOT_OWNER');
    expect(await handOver(bob!, 'alice')).toMatchObject({ username: 'alice' });
  });

  it('refuses in the order of the protocol', async () => {
    const direct = await alice!.createDirect(bob!);
    expect(await handOver(carol!, 'carol')).toBe('NOT_A_MEMBER');
    expect(await handOver(alice!, 'alice', direct)).toBe('DIRECT_CHANNEL');
    expect(await handOver(bob!, 'bob')).toBe('NOT_OWNER');
    expect(await handOver(alice!, 'alice')).toBe('INVALID_FIELD');
    expect(await handOver(alice!, 'carol')).toBe('NOT_A_MEMBER');
  });
});
