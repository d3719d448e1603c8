import { FetchMembersQuery } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('FETCH_MEMBERS', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];
  const fetch = ({ person }: Visitor, channelId: number, cursor?: string) =>
    house.query(FetchMembersQuery, { person, channelId, ...(cursor && { cursor }) });

  beforeEach(async () => {
    house = await ChannelHouse.start();
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
  });
  afterEach(() => house.close());

  it('tells how far each has read', async () => {
    const channelId = await alice!.createGroup('lunch', [bob!]);
    house.write(channelId, alice!);
    house.read(channelId, bob!, 0);
    expect(await fetch(bob!, channelId)).toEqual({
      channelId: { id: channelId },
      members: [
        { username: 'alice', role: 'OWNER', lastReadMessageSequence: 1 },
        { username: 'bob', role: 'MEMBER', lastReadMessageSequence: 0 },
      ],
    });
  });

  it('tells how they are called beside their usernames', async () => {
    const channelId = await alice!.createGroup('lunch', [bob!]);
    house.names.set(bob!.userId, '밥');
    const { members } = await fetch(alice!, channelId);
    expect(members.map(({ username, displayName }) => [username, displayName])).toEqual([
      ['alice', undefined],
      ['bob', '밥'],
    ]);
  });

  it('comes in pages of 100 by order of joining; who comes back comes last', async () => {
    const channelId = await alice!.createGroup('crowd', [bob!], { public: true });
    const crowd = house.arrive(...Array.from({ length: 120 }, (_, index) => `guest-${index}`));
    for (const guest of crowd) await guest.join(channelId);
    await bob!.quit(channelId);
    await bob!.join(channelId);
    const first = await fetch(bob!, channelId);
    const second = await fetch(bob!, channelId, first.cursor);
    expect(first.members).toHaveLength(100);
    const names = [...first.members, ...second.members].map(({ username }) => username);
    expect(names).toEqual(['alice', ...crowd.map(({ name }) => name), 'bob']);
    expect(second.cursor).toBeUndefined();
    expect((await fetch(bob!, channelId, 'zzzzzz')).members).toEqual([]);
  });

  it('shows both of a direct channel, though one has quit his view', async () => {
    const channelId = await alice!.createDirect(bob!);
    await bob!.quit(channelId);
    expect((await fetch(alice!, channelId)).members.map(({ username }) => username)).toEqual(['alice', 'bob']);
  });

  it('is for members, with a good cursor, while the message service is there', async () => {
    const channelId = await alice!.createDirect(bob!);
    await expect(fetch(carol!, channelId)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(fetch(carol!, 99)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(fetch(alice!, channelId, 'NO')).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    house.isMessageServiceAway = true;
    await expect(fetch(alice!, channelId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
