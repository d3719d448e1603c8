import { type ConnectionStatus, type ConnectionView, FetchConnectionsQuery } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;

beforeAll(async () => {
  house = await ConnectionHouse.start();
});
afterAll(() => house.close());

async function connectionsOf({ person }: Visitor, status: ConnectionStatus): Promise<ConnectionView[]> {
  return (await house.service.ask(FetchConnectionsQuery, { person, status })).connections;
}

describe('FETCH_CONNECTIONS', () => {
  it('shows either side the same pair, with who invited last, in each status', async () => {
    const [alice, bob] = (await house.arrive('alice', 'bob')) as [Visitor, Visitor];
    const inviter = alice.name;
    const seen = async (status: ConnectionStatus) => [await connectionsOf(alice, status), await connectionsOf(bob, status)];
    const both = (status: ConnectionStatus, by = inviter) => [
      [{ username: 'bob', status, inviter: by }],
      [{ username: 'alice', status, inviter: by }],
    ];

    await alice.invite(bob);
    expect(await seen('PENDING')).toEqual(both('PENDING'));
    await bob.reject('alice');
    expect(await seen('REJECTED')).toEqual(both('REJECTED'));
    await bob.invite(alice);
    expect(await seen('PENDING')).toEqual(both('PENDING', 'bob'));
    await alice.accept('bob');
    expect(await seen('ACCEPTED')).toEqual(both('ACCEPTED', 'bob'));
    expect(await seen('PENDING')).toEqual([[], []]);
    await alice.disconnect('bob');
    expect(await seen('DISCONNECTED')).toEqual(both('DISCONNECTED', 'bob'));
    expect(await seen('ACCEPTED')).toEqual([[], []]);
  });

  it('sorts by name without case, by code point, whichever side of the pair one is', async () => {
    // U+FF21 comes before U+10400 as a code point, and behind its first half as UTF-16.
    const early = await house.arrive('Zoë', 'bär', '\u{10428}\u{10428}');
    const [me] = (await house.arrive('me')) as [Visitor];
    const late = await house.arrive('Émile', 'BAR', '\uff41\uff41', '가나다');
    for (const other of [...early, ...late]) await other.invite(me);
    const names = (await connectionsOf(me, 'PENDING')).map(({ username }) => username);
    expect(names).toEqual(['BAR', 'bär', 'Zoë', 'Émile', '가나다', '\uff41\uff41', '\u{10428}\u{10428}']);
  });

  it('is empty for one of whom nothing has been heard yet', async () => {
    const person = { userId: 999, username: 'new' };
    expect(await house.service.ask(FetchConnectionsQuery, { person, status: 'PENDING' })).toEqual({ connections: [] });
  });
});
