import { FetchChannelsQuery } from '@maru/contracts';
import { FixedClock } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('FETCH_CHANNELS', () => {
  let house: ChannelHouse;
  let clock: FixedClock;
  let [alice, bob, carol]: Visitor[] = [];
  const fetch = async ({ person }: Visitor) => (await house.query(FetchChannelsQuery, { person })).channels;

  beforeEach(async () => {
    clock = new FixedClock(1_000);
    house = await ChannelHouse.start({ clock });
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
  });
  afterEach(() => house.close());

  it('tells of each channel what one needs to show it', async () => {
    const group = await alice!.createGroup('lunch', [bob!, carol!]);
    house.write(group, bob!, { content: '😀'.repeat(300), createdAt: 5_000, clientMessageId: 'c' });
    house.read(group, alice!, 0);
    expect(await fetch(alice!)).toEqual([
      {
        channelId: { id: group },
        title: 'lunch',
        kind: 'GROUP',
        public: false,
        headCount: 3,
        lastMessage: { messageSequence: 1, username: 'bob', content: '😀'.repeat(200), createdAt: 5_000, clientMessageId: 'c' },
        lastMessageSequence: 1,
        lastReadMessageSequence: 0,
        unreadCount: 1,
        notify: 'ALL',
      },
    ]);
  });

  it('names the other in a direct channel', async () => {
    await alice!.createDirect(bob!);
    expect(await fetch(alice!)).toMatchObject([{ title: '', kind: 'DIRECT', headCount: 2, with: 'bob', unreadCount: 0 }]);
    expect(await fetch(bob!)).toMatchObject([{ with: 'alice' }]);
  });

  it('sorts by what happened last: a message, or that the channel is new to me', async () => {
    const order = async (who: Visitor) => (await fetch(who)).map(({ channelId }) => channelId.id);
    const first = await alice!.createGroup('first', [bob!], { public: true });
    await clock.advance(1_000);
    const second = await alice!.createGroup('second', [bob!]);
    const third = await alice!.createGroup('third', [carol!]);
    expect(await order(alice!)).toEqual([third, second, first]);
    house.write(first, bob!, { createdAt: 2_001 });
    expect(await order(alice!)).toEqual([first, third, second]);
    await clock.advance(1_000);
    await carol!.join(first);
    house.write(third, alice!, { createdAt: 2_999 });
    expect(await order(carol!)).toEqual([first, third]);
    expect(await order(alice!)).toEqual([third, first, second]);
  });

  it('is empty for one who is nowhere, and without quit views', async () => {
    expect(await fetch(carol!)).toEqual([]);
    await alice!.createDirect(bob!);
    await alice!.quit(1);
    expect(await fetch(alice!)).toEqual([]);
  });

  it('is UNAVAILABLE where the message service does not answer', async () => {
    await alice!.createDirect(bob!);
    house.isMessageServiceAway = true;
    await expect(fetch(alice!)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });
});
