import { expect, it } from 'vitest';
import { aSocket } from '../sockets/client-socket.fixture.js';
import { GuestMemberships } from './guest-memberships.js';

const mina = { userId: 7, username: 'mina' };
const jun = { userId: 8, username: 'jun' };

function aHouse() {
  const joins: string[] = [];
  const memberships = new GuestMemberships();
  const [one, other] = [aSocket().socket, aSocket().socket];
  const hold = (guest: typeof mina, socket = one, refusal?: { code: 'CHANNEL_FULL'; message: string }) =>
    memberships.hold(guest, 42, socket, async () => {
      joins.push(guest.username);
      return refusal;
    });
  const release = (socket: typeof one) => memberships.release(socket).map(({ guest }) => guest.username);
  return { memberships, joins, one, other, hold, release };
}

it('joins once, and quits with the last socket that spoke for him', async () => {
  const { joins, one, other, hold, release } = aHouse();
  await Promise.all([hold(mina), hold(mina, other), hold(mina), hold(jun)]);
  expect(joins).toEqual(['mina', 'jun']);
  expect(release(one)).toEqual(['jun']);
  expect(release(other)).toEqual(['mina']);
  expect(release(other)).toEqual([]);
  await hold(mina);
  expect(joins).toEqual(['mina', 'jun', 'mina']);
});

it('joins again where it was refused, or where another gateway took him for gone', async () => {
  const { memberships, joins, hold } = aHouse();
  const refusal = { code: 'CHANNEL_FULL', message: '' } as const;
  expect(await hold(mina, undefined, refusal)).toBe(refusal);
  expect(await hold(mina)).toBeUndefined();
  memberships.forget(mina, 42);
  expect(await hold(mina)).toBeUndefined();
  expect(joins).toEqual(['mina', 'mina', 'mina']);
});
