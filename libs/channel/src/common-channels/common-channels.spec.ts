import { FindPublicChannel, OpenCommonChannel } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('a common channel', () => {
  let house: ChannelHouse;
  let [alice, bob]: Visitor[] = [];
  const open = async (title: string, commonKey?: string) => (await house.query(OpenCommonChannel, { title, commonKey })).channel;
  const find = async (asked: { channelId: number } | { commonKey: string }) => (await house.query(FindPublicChannel, asked)).channel;

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob] = house.arrive('alice', 'bob');
  });
  afterEach(() => house.close());

  it('is made once, however many open it at the same time', async () => {
    const opened = await Promise.all(Array.from({ length: 10 }, () => open('lobby', 'k')));
    expect(new Set(opened.map(({ channelId }) => channelId)).size).toBe(1);
    expect(await find({ commonKey: 'k' })).toEqual({ channelId: opened[0]!.channelId, title: 'lobby' });
    expect(await find({ commonKey: 'K' })).toBeUndefined();
  });

  it('without a key is a new one each time', async () => {
    const [one, other] = [await open('same'), await open('same')];
    expect(one.channelId).not.toBe(other.channelId);
    expect(await find({ channelId: other.channelId })).toEqual({ channelId: other.channelId, title: 'same' });
  });

  it('is everybody’s and nobody’s, and stays when its last member has gone', async () => {
    const { channelId } = await open('lobby', 'k');
    expect(await alice!.join(channelId)).toMatchObject({ type: 'JOIN_RESPONSE', title: 'lobby' });
    await bob!.join(channelId);
    expect(await bob!.membersOf(channelId)).toEqual([
      ['alice', 'MEMBER'],
      ['bob', 'MEMBER'],
    ]);
    expect(await alice!.ask({ type: 'UpdateChannel', channelId, title: 'mine' })).toBe('NOT_OWNER');
    await alice!.quit(channelId);
    await bob!.quit(channelId);
    expect(await find({ commonKey: 'k' })).toEqual({ channelId, title: 'lobby' });
    expect(await bob!.join(channelId)).toMatchObject({ type: 'JOIN_RESPONSE' });
    expect(await bob!.membersOf(channelId)).toEqual([['bob', 'MEMBER']]);
  });

  it('is found where it is public, and so is any other channel', async () => {
    const channelId = await alice!.createGroup('lunch', [bob!], { public: true });
    expect(await find({ channelId })).toEqual({ channelId, title: 'lunch' });
    await alice!.ask({ type: 'UpdateChannel', channelId, public: false });
    expect(await find({ channelId })).toBeUndefined();
    expect(await find({ channelId: 99_999 })).toBeUndefined();
  });
});
