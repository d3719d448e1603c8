import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let alice: Visitor;
let bob: Visitor;
let round = 0;

beforeAll(async () => {
  house = await ConnectionHouse.start({ limits: { connections: 2 } });
});
afterAll(() => house.close());
beforeEach(async () => {
  round += 1;
  [alice, bob] = (await house.arrive(`Alice_ß${round}`, `bob${round}`)) as [Visitor, Visitor];
});

async function counts(...visitors: Visitor[]): Promise<number[]> {
  return Promise.all(visitors.map(async (visitor) => (await house.userOf(visitor)).connectionCount));
}

describe('ACCEPT', () => {
  it('tells the inviter, my other sockets and, last, me', async () => {
    await alice.invite(bob);
    house.forget();
    expect(await bob.accept(alice.name)).toEqual({ type: 'ACCEPT_RESPONSE', username: alice.name });
    expect(house.told(alice)).toEqual({ frames: [{ type: 'NOTIFY_ACCEPT', username: bob.name }], elsewhere: [] });
    expect(house.told(bob)).toEqual({ frames: [], elsewhere: [{ type: 'NOTIFY_ACCEPT', username: alice.name, by: bob.name }] });
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['user', 'user', 'answer']);
    await vi.waitFor(
      () => expect(house.historyOf(alice, bob)).toMatchObject([{ version: 1 }, { type: 'ConnectionAccepted', version: 2 }]),
      10_000,
    );
    expect(house.bars).toEqual([]);
    expect(await counts(alice, bob)).toEqual([1, 1]);
  });

  it('lets the two write again where they have had a channel', async () => {
    house.openChannel(bob, alice, 77);
    await alice.invite(bob);
    house.forget();
    await bob.accept(alice.name);
    await vi.waitFor(() => expect(house.bars).toMatchObject([{ type: 'BarChannel', channelId: 77, barred: false, version: 2 }]), 10_000);
  });

  it('finds the name without case, and answers it as it was registered', async () => {
    await alice.invite(bob);
    expect(await bob.accept(`aLICE_S${round}`)).toBe('NOT_INVITED');
    expect(await bob.accept(`aLICE_ẞ${round}`)).toEqual({ type: 'ACCEPT_RESPONSE', username: alice.name });
  });

  it('is for the invitee only, while the invitation lies open', async () => {
    expect(await bob.accept(alice.name)).toBe('NOT_INVITED');
    await alice.invite(bob);
    expect(await alice.accept(bob.name)).toBe('NOT_INVITED');
    await bob.accept(alice.name);
    expect(await bob.accept(alice.name)).toBe('ALREADY_CONNECTED');
    expect(await alice.accept(bob.name)).toBe('ALREADY_CONNECTED');
  });

  it.each(['nobody', '', ' ', '\0', 'a\ud800', 'n'.repeat(256)])(
    'says of %j, whom there is not, what it says of one who has not invited',
    async (name) => {
      expect(await bob.accept(name)).toBe('NOT_INVITED');
    },
  );

  it('says the same of myself', async () => {
    expect(await bob.accept(bob.name)).toBe('NOT_INVITED');
  });

  it('stops at the limit of either side, and the invitation stays', async () => {
    const [carol, dave, erin] = (await house.arrive(`carol${round}`, `dave${round}`, `erin${round}`)) as [Visitor, Visitor, Visitor];
    await house.befriend(alice, carol);
    await house.befriend(alice, dave);
    await alice.invite(bob);
    await erin.invite(alice);
    house.forget();
    expect(await bob.accept(alice.name)).toBe('CONNECTION_LIMIT');
    expect(await alice.accept(erin.name)).toBe('CONNECTION_LIMIT');
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer', 'answer']);
    await carol.disconnect(alice.name);
    expect(await bob.accept(alice.name)).toMatchObject({ type: 'ACCEPT_RESPONSE' });
    expect(await counts(alice, bob, carol, dave, erin)).toEqual([2, 1, 0, 1, 0]);
  });

  it('never passes the limit when many accept at once', async () => {
    const guests = await house.arrive(...Array.from({ length: 6 }, (_, at) => `guest${round}_${at}`));
    for (const guest of guests) await alice.invite(guest);
    const answers = await Promise.all(guests.map((guest) => guest.accept(alice.name)));
    expect(answers.filter((answer) => answer === 'CONNECTION_LIMIT')).toHaveLength(4);
    expect(await counts(alice)).toEqual([2]);
  });

  it('is answered alike, and counted once, when the command comes twice', async () => {
    await alice.invite(bob);
    const wish = { type: 'Accept', username: alice.name } as const;
    const answer = await bob.ask(wish, `accept-${round}`);
    house.forget();
    expect(await bob.ask(wish, `accept-${round}`)).toEqual(answer);
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer']);
    expect(await counts(alice, bob)).toEqual([1, 1]);
  });
});

describe('ACCEPT without the channel service', () => {
  it('is unavailable where it would be done, and refused as ever where not', async () => {
    const alone = await ConnectionHouse.start({ alone: true });
    const [carol, dave] = (await alone.arrive('carol', 'dave')) as [Visitor, Visitor];
    expect(await dave.accept(carol.name)).toBe('NOT_INVITED');
    await carol.invite(dave);
    expect(await dave.accept(carol.name)).toBe('UNAVAILABLE');
    expect((await alone.userOf(carol)).connectionCount).toBe(0);
    await alone.close();
  });
});
