import { FetchConnectionsQuery, userEvents } from '@maru/contracts';
import { recordOf } from '@maru/ports';
import { waitUntil } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let [alice, bob, carol, dan]: Visitor[] = [];
beforeAll(async () => {
  house = await ConnectionHouse.start();
  [alice, bob, carol, dan] = await house.arrive('alice', 'bob', 'carol', 'dan');
  await house.befriend(alice!, bob!);
  await house.befriend(carol!, alice!);
  await alice!.invite(dan!);
  house.forget();
});
afterAll(() => house.close());

it.each(['앨리스', undefined])('friends and I myself hear of %s, and nobody else', async (displayName) => {
  const fact = { type: 'ProfileChanged' as const, v: 1 as const, eventId: `event ${displayName}`, at: 1, ...alice!.person };
  await house.service.publish(recordOf(userEvents, { ...fact, ...(displayName && { displayName }) }));
  await waitUntil(() => house.deliveries.length >= 3);
  for (const hearer of [alice!, bob!, carol!])
    expect(house.told(hearer).frames).toEqual([{ type: 'NOTIFY_PROFILE', username: 'alice', ...(displayName && { displayName }) }]);
  expect(house.told(dan!).frames).toEqual([]);
  house.forget();
});

it('they find it in their lists', async () => {
  house.names.set(alice!.person.userId, '앨리스');
  const fetched = await house.service.ask(FetchConnectionsQuery, { person: bob!.person, status: 'ACCEPTED' });
  expect(fetched.connections).toEqual([{ username: 'alice', displayName: '앨리스', status: 'ACCEPTED', inviter: 'alice' }]);
});
