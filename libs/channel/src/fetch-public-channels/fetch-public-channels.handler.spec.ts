import { FetchPublicChannelsQuery } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('FETCH_PUBLIC_CHANNELS', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];
  const fetch = (asked: { query?: string; cursor?: string } = {}) =>
    house.query(FetchPublicChannelsQuery, { person: carol!.person, ...asked });
  const titles = async (query: string) => (await fetch({ query })).channels.map(({ title }) => title);

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
  });
  afterEach(() => house.close());

  it('shows public channels only, the newest first, and which one has joined', async () => {
    const [first, , third] = [
      await alice!.createGroup('one', [bob!], { public: true }),
      await alice!.createGroup('two', [bob!, carol!]),
      await alice!.createGroup('three', [bob!, carol!], { public: true }),
    ];
    expect(await fetch()).toEqual({
      channels: [
        { channelId: { id: third }, title: 'three', headCount: 3, joined: true },
        { channelId: { id: first }, title: 'one', headCount: 2, joined: false },
      ],
    });
  });

  it('finds a part of a title without case, and no character is a wildcard', async () => {
    for (const title of ['Straße', '100 %', 'a_b!', '점심 약속']) await alice!.createGroup(title, [bob!], { public: true });
    expect(await titles('STRASSE')).toEqual(['Straße']);
    expect(await titles('%')).toEqual(['100 %']);
    expect(await titles('_B!')).toEqual(['a_b!']);
    expect(await titles('심 약')).toEqual(['점심 약속']);
    expect(await titles("'")).toEqual([]);
    expect(await titles('')).toHaveLength(4);
  });

  it('comes in pages of 50 that miss none', async () => {
    for (let index = 0; index < 101; index++) await alice!.createGroup(`channel ${index}`, [bob!], { public: true });
    const sizes: number[] = [];
    const seen = new Set<number>();
    let cursor: string | undefined;
    do {
      const page = await fetch(cursor === undefined ? {} : { cursor });
      sizes.push(page.channels.length);
      for (const { channelId } of page.channels) seen.add(channelId.id);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect([sizes, seen.size]).toEqual([[50, 50, 1], 101]);
  });

  it('refuses a cursor that is none', async () => {
    await expect(fetch({ cursor: '; DROP' })).rejects.toMatchObject({ code: 'INVALID_FIELD' });
  });
});
