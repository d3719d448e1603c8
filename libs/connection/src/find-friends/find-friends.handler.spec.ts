import { AreConnected, FindFriends } from '@maru/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let alice: Visitor;
let me: Visitor;
let carol: Visitor;
let dave: Visitor;

beforeAll(async () => {
  house = await ConnectionHouse.start();

  [alice, me, carol, dave] = (await house.arrive('Alice', 'me', 'carol', 'dave')) as [Visitor, Visitor, Visitor, Visitor];
  await house.befriend(me, alice);
  await house.befriend(carol, me);
  await me.invite(dave);
});
afterAll(() => house.close());

async function friendsAmong(...usernames: string[]): Promise<string[]> {
  const { friends } = await house.service.ask(FindFriends, { userId: me.person.userId, usernames });
  return friends.map(({ username }) => username);
}

it('finds accepted friends only, on either side of the pair, without case', async () => {
  expect(await friendsAmong('aLICE', 'CAROL', 'dave', 'me', 'nobody')).toEqual(['carol', 'Alice']);
  expect(await friendsAmong('carol', 'Carol')).toEqual(['carol']);
  expect(await friendsAmong()).toEqual([]);
});

it('takes a thousand names', async () => {
  const crowd = Array.from({ length: 1_000 }, (_, at) => `guest${at}`);
  expect(await friendsAmong(...crowd.slice(1), 'alice')).toEqual(['Alice']);
});

it('sees a change at once', async () => {
  const pair: { userIds: [number, number] } = { userIds: [dave.person.userId, me.person.userId] };
  expect(await house.service.ask(AreConnected, pair)).toEqual({ connected: false, version: 1 });
  await dave.accept('me');
  expect(await friendsAmong('dave')).toEqual(['dave']);
  expect(await house.service.ask(AreConnected, pair)).toEqual({ connected: true, version: 2 });
  await dave.disconnect('me');
  expect(await friendsAmong('dave')).toEqual([]);
  expect(await house.service.ask(AreConnected, { userIds: [pair.userIds[1], pair.userIds[0]] })).toEqual({ connected: false, version: 3 });
});

it('knows that strangers are not connected', async () => {
  expect(await house.service.ask(AreConnected, { userIds: [alice.person.userId, 12_345] })).toEqual({ connected: false, version: 0 });
});
