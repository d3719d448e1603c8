import { FindFriends, isSameName } from '@maru/contracts';
import { FixedClock, waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayHouse } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';

const people = [
  { userId: 2, username: 'bob' },
  { userId: 3, username: 'carol' },
];

let house: GatewayHouse;
let clock: FixedClock;
let alice: Talker;
let friendsAsked: Promise<void>;

beforeEach(async () => {
  clock = new FixedClock();
  house = await GatewayHouse.start({ clock });
  friendsAsked = Promise.resolve();
  house.service.platform.queries.serve(FindFriends, async ({ usernames }) => {
    await friendsAsked;
    return { friends: people.filter(({ username }) => usernames.some((name) => isSameName(name, username))) };
  });
  alice = await house.talker(1);
});
afterEach(() => house.close());

async function follow(...usernames: string[]): Promise<unknown> {
  const before = alice.heard.filter(({ type }) => type === 'FETCH_PRESENCE_RESPONSE').length;
  alice.say({ type: 'FETCH_PRESENCE_REQUEST', usernames });
  return (await alice.hear('FETCH_PRESENCE_RESPONSE', before + 1))['presences'];
}
const notified = () => alice.heard.filter(({ type }) => type === 'NOTIFY_PRESENCE');
const leave = async (talker: Talker): Promise<void> => {
  talker.webSocket.close();
  await talker.closed();
  const { presence } = house.service.platform;
  await waitUntil(async () => (await presence.find([2])).get(2)?.connected === false);
};

describe('whoever asks for presence', () => {
  it('is told of friends and oneself, of nobody else', async () => {
    await house.talker(2);
    expect(await follow('BOB', 'carol', 'Alice', 'mallory')).toEqual([
      { username: 'bob', online: true },
      { username: 'carol', online: false },
      { username: 'alice', online: true },
    ]);
  });

  it('hears at once of who comes, and after five seconds without a socket of who goes', async () => {
    await follow('bob');
    const bob = await house.talker(2);
    expect(await alice.hear('NOTIFY_PRESENCE')).toEqual({ type: 'NOTIFY_PRESENCE', username: 'bob', online: true });
    await leave(bob);
    const leftAt = clock.now();
    await clock.advance(4_999);
    expect(notified()).toHaveLength(1);
    await clock.advance(1);
    expect(await alice.hear('NOTIFY_PRESENCE', 2)).toEqual({
      type: 'NOTIFY_PRESENCE',
      username: 'bob',
      online: false,
      lastSeenAt: leftAt,
    });
    expect(await follow('bob')).toEqual([{ username: 'bob', online: false, lastSeenAt: leftAt }]);
  });

  it('does not hear of who is back within the grace', async () => {
    const bob = await house.talker(2);
    await follow('bob');
    await leave(bob);
    await clock.advance(3_000);
    await house.talker(2);
    await clock.advance(10_000);
    expect(notified()).toEqual([]);
  });

  it('follows exactly whom he asked for last', async () => {
    await follow('bob');
    await follow('carol');
    await house.talker(2);
    await house.talker(3);
    await alice.hear('NOTIFY_PRESENCE');
    expect(notified().map(({ username }) => username)).toEqual(['carol']);
  });

  it('hears no more of who is no friend any more', async () => {
    await follow('bob', 'carol');
    await house.deliver({ kind: 'parted', userIds: [2, 1] });
    await house.talker(2);
    await house.talker(3);
    await alice.hear('NOTIFY_PRESENCE');
    expect(notified().map(({ username }) => username)).toEqual(['carol']);
  });

  it('is told the newest where somebody comes while he is looked up', async () => {
    const { presence } = house.service.platform;
    const find = presence.find.bind(presence);
    const old = await find([2]);
    presence.find = async () => {
      await house.talker(2);
      return old;
    };
    expect(await follow('bob')).toEqual([{ username: 'bob', online: true }]);
    presence.find = find;
    expect(notified()).toEqual([]);
  });

  it('is not followed up when he has gone before the answer', async () => {
    const gate = Promise.withResolvers<void>();
    friendsAsked = gate.promise;
    const { presence } = house.service.platform;
    const looked: number[][] = [];
    const find = presence.find.bind(presence);
    presence.find = (userIds) => {
      looked.push([...userIds]);
      return find(userIds);
    };
    alice.say({ type: 'FETCH_PRESENCE_REQUEST', usernames: ['bob'] });
    alice.say({ type: 'KEEP_ALIVE' });
    alice.webSocket.close();
    await alice.closed();
    gate.resolve();
    await house.talker(3);
    expect(looked).toEqual([]);
  });
});

it('one who comes and goes at once is not left here for ever', async () => {
  const { presence } = house.service.platform;
  const gate = Promise.withResolvers<void>();
  const arrive = presence.arrive.bind(presence);
  presence.arrive = async (...who) => {
    await gate.promise;
    await arrive(...who);
  };
  const bob = await house.connect({ secret: house.login(2) });
  if (typeof bob === 'number') throw new Error(`refused with ${bob}`);
  bob.webSocket.close();
  await bob.closed();
  gate.resolve();
  await waitUntil(async () => (await presence.find([2])).get(2)?.connected === false);
  await clock.advance(5_000);
  expect((await presence.find([2])).get(2)).toMatchObject({ online: false, connected: false });
});
