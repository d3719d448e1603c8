import { FindActiveChannel } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('ENTER and LEAVE', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
    await alice!.createGroup('lunch', [bob!]);
    await house.forget();
  });
  afterEach(() => house.close());

  const enter = (who: Visitor, channelId = 1) => who.ask({ type: 'Enter', channelId });
  const activeOf = async ({ userId, name }: Visitor) =>
    (await house.query(FindActiveChannel, { userId, sessionId: `${name}-session` })).channelId;

  it('tells the gateways before it answers with the pointers', async () => {
    house.write(1, alice!);
    house.write(1, alice!);
    house.read(1, bob!, 1);
    const answer = { type: 'ENTER_RESPONSE', channelId: { id: 1 }, title: 'lunch', lastReadMessageSequence: 1, lastMessageSequence: 2 };
    expect(await enter(bob!)).toEqual(answer);
    expect(house.heard()).toEqual([
      ['active', 'bob-session', 1],
      ['answer', 'bob', answer],
    ]);
    expect([await activeOf(bob!), await activeOf(alice!)]).toEqual([1, undefined]);
  });

  it('makes the last entered channel the active one, until LEAVE', async () => {
    const direct = await alice!.createDirect(bob!);
    await enter(bob!);
    await enter(bob!, direct);
    expect(house.service.deliveries.at(-1)).toMatchObject({ kind: 'answer', with: 'alice' });
    expect(await activeOf(bob!)).toBe(direct);
    await house.forget();
    expect(await bob!.ask({ type: 'Leave' })).toEqual({ type: 'LEAVE_RESPONSE' });
    expect(house.heard()).toEqual([
      ['active', 'bob-session', undefined],
      ['answer', 'bob', { type: 'LEAVE_RESPONSE' }],
    ]);
    expect(await activeOf(bob!)).toBeUndefined();
    expect(await bob!.channels()).toEqual([1, direct]);
    expect(await bob!.ask({ type: 'Leave' })).toEqual({ type: 'LEAVE_RESPONSE' });
  });

  it('is for members', async () => {
    await enter(alice!);
    expect(await enter(carol!)).toBe('NOT_A_MEMBER');
    expect(await enter(alice!, 99)).toBe('NOT_A_MEMBER');
    expect(await activeOf(alice!)).toBe(1);
  });

  it('is UNAVAILABLE where the pointers are not known, and nothing has changed', async () => {
    house.isMessageServiceAway = true;
    expect(await enter(bob!)).toBe('UNAVAILABLE');
    expect(house.heard()).toEqual([['answer', 'bob', 'UNAVAILABLE']]);
    expect(await activeOf(bob!)).toBeUndefined();
  });
});
