import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let alice: Visitor;
let bob: Visitor;
let round = 0;

beforeAll(async () => {
  house = await ConnectionHouse.start({ alone: true });
});
afterAll(() => house.close());
beforeEach(async () => {
  round += 1;
  [alice, bob] = (await house.arrive(`alice${round}`, `bob${round}`)) as [Visitor, Visitor];
});

describe('REJECT', () => {
  it('tells my other sockets and me, not the one who invited', async () => {
    await alice.invite(bob);
    house.forget();
    expect(await bob.reject(alice.name.toUpperCase())).toEqual({ type: 'REJECT_RESPONSE', username: alice.name, status: 'REJECTED' });
    expect(house.told(alice)).toEqual({ frames: [], elsewhere: [] });
    expect(house.told(bob)).toEqual({ frames: [], elsewhere: [{ type: 'NOTIFY_REJECT', username: alice.name, by: bob.name }] });
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['user', 'answer']);
    const inviterUserId = alice.person.userId;
    await vi.waitFor(
      () => expect(house.historyOf(alice, bob)).toMatchObject([{ version: 1 }, { type: 'ConnectionRejected', version: 2, inviterUserId }]),
      10_000,
    );
  });

  it('is for the invitee only, while the invitation lies open', async () => {
    expect(await bob.reject(alice.name)).toBe('NOT_INVITED');
    await alice.invite(bob);
    expect(await alice.reject(bob.name)).toBe('NOT_INVITED');
    await bob.reject(alice.name);
    expect(await bob.reject(alice.name)).toBe('NOT_INVITED');
    expect(await bob.accept(alice.name)).toBe('NOT_INVITED');
  });

  it.each(['nobody', ''])('says of %j, whom there is not, what it says of one who has not invited', async (name) => {
    expect(await bob.reject(name)).toBe('NOT_INVITED');
  });

  it('says the same of myself', async () => {
    expect(await bob.reject(bob.name)).toBe('NOT_INVITED');
  });

  it('is answered alike, and done once, when the command comes twice', async () => {
    await alice.invite(bob);
    const wish = { type: 'Reject', username: alice.name } as const;
    const answer = await bob.ask(wish, `reject-${round}`);
    house.forget();
    expect(await bob.ask(wish, `reject-${round}`)).toEqual(answer);
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer']);
  });
});
