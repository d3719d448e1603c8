import { FixedClock, waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, channelOf, type Visitor } from '../channel.fixture.js';

describe('a repeated CREATE', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];
  const clock = new FixedClock();
  const create = (who: Visitor, requestId: string, title = 'lunch') =>
    who.ask({ type: 'Create', participantUsernames: ['bob'], title, requestId });

  beforeEach(async () => {
    house = await ChannelHouse.start({ clock });
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
  });
  afterEach(() => house.close());

  it('is the first channel whatever its other fields, and tells nobody', async () => {
    const first = await create(alice!, 'r');
    await house.forget();
    expect(await alice!.ask({ type: 'Create', participantUsername: 'carol', requestId: 'r' })).toEqual(first);
    expect(await alice!.ask({ type: 'Create', participantUsernames: ['nobody'], title: 'x', requestId: 'r' })).toEqual(first);
    expect(house.heard()).toEqual([
      ['answer', 'alice', first],
      ['answer', 'alice', first],
    ]);
    expect(await house.published()).toEqual([]);
  });

  it('is compared byte for byte, and belongs to the one who asked', async () => {
    const first = await create(alice!, 'r');
    const others = [await create(alice!, 'R'), await create(alice!, 'r '), await create(carol!, 'r')];
    expect(new Set([first, ...others].map(channelOf)).size).toBe(4);
  });

  it('is a new channel after ten minutes', async () => {
    const first = channelOf(await create(alice!, 'r'));
    await clock.advance(599_999);
    expect(channelOf(await create(alice!, 'r'))).toBe(first);
    await clock.advance(1);
    const second = channelOf(await create(alice!, 'r'));
    expect(second).not.toBe(first);
    expect(channelOf(await create(alice!, 'r'))).toBe(second);
  });

  it('is a new channel for one who has quit the first', async () => {
    const first = channelOf(await create(alice!, 'r'));
    await alice!.quit(first);
    expect(channelOf(await create(alice!, 'r'))).not.toBe(first);
    await bob!.quit(first);
  });

  it('may be a direct channel, with the other beside it', async () => {
    const ask = () => alice!.ask({ type: 'Create', participantUsername: 'bob', requestId: 'd' });
    expect(await ask()).toEqual(await ask());
    expect(house.service.deliveries.at(-1)).toMatchObject({ kind: 'answer', with: 'bob' });
  });
});

it('bars a direct channel whose two part while it is made', async () => {
  const house = await ChannelHouse.start();
  const [alice, bob] = house.arrive('alice', 'bob') as [Visitor, Visitor];
  house.afterConnectionAsked = () => house.connect(alice.userId, bob.userId, false);
  await alice.createDirect(bob);
  await waitUntil(async () => (await house.published('BarChannel')).length === 2);
  expect(await house.published('BarChannel')).toEqual([
    expect.objectContaining({ barred: false, version: 1 }),
    expect.objectContaining({ barred: true, version: 2 }),
  ]);
  await house.close();
});
