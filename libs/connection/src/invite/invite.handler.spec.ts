import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let alice: Visitor;
let bob: Visitor;
let round = 0;

beforeAll(async () => {
  house = await ConnectionHouse.start();
});
afterAll(() => house.close());

async function newPeople(): Promise<void> {
  round += 1;
  [alice, bob] = (await house.arrive(`alice${round}`, `Bob${round}`)) as [Visitor, Visitor];
  house.forget();
}

describe('INVITE', () => {
  it('tells the invitee, my other sockets and, last, me', async () => {
    await newPeople();
    const { inviteCode } = bob;
    expect(await alice.invite(bob)).toEqual({ type: 'INVITE_RESPONSE', inviteCode, username: bob.name, status: 'PENDING' });
    expect(house.told(bob)).toEqual({ frames: [{ type: 'ASK_INVITE', username: alice.name }], elsewhere: [] });
    expect(house.told(alice)).toEqual({ frames: [], elsewhere: [{ type: 'NOTIFY_INVITE', username: bob.name }] });
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['user', 'user', 'answer']);
    await vi.waitFor(
      () =>
        expect(house.historyOf(alice, bob)).toMatchObject([{ type: 'ConnectionInvited', version: 1, inviterUserId: alice.person.userId }]),
      10_000,
    );
  });

  it('stores the pair smaller id first, whoever invites', async () => {
    await newPeople();
    await bob.invite(alice);
    await vi.waitFor(
      () =>
        expect(house.historyOf(bob, alice)).toMatchObject([
          { partnerA: alice.person, partnerB: bob.person, inviterUserId: bob.person.userId },
        ]),
      10_000,
    );
  });

  it('takes a code however it is written', async () => {
    await newPeople();
    const written = bob.inviteCode
      .replaceAll('0', 'o')
      .replaceAll('1', 'l')
      .toLowerCase()
      .replaceAll(/(.{5})/g, '$1-');
    expect(await alice.ask({ type: 'Invite', userInviteCode: written })).toMatchObject({ inviteCode: bob.inviteCode });
  });

  it.each(['', 'bob', '00000000000000000000000000', 'x'.repeat(5_000), '\0'])(
    'refuses %j, which is no living code',
    async (userInviteCode) => {
      await newPeople();
      expect(await alice.ask({ type: 'Invite', userInviteCode })).toBe('UNKNOWN_INVITE_CODE');
    },
  );

  it('refuses my own code', async () => {
    await newPeople();
    expect(await alice.invite(alice)).toBe('SELF_INVITE');
  });

  it('refuses a second invitation from either side, and tells nobody', async () => {
    await newPeople();
    await alice.invite(bob);
    house.forget();
    expect(await alice.invite(bob)).toBe('ALREADY_INVITED');
    expect(await bob.invite(alice)).toBe('INVITED_BY_THEM');
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer', 'answer']);
    await bob.reject(alice.name);
    await vi.waitFor(
      () => expect(house.historyOf(alice, bob)).toMatchObject([{ type: 'ConnectionInvited' }, { type: 'ConnectionRejected', version: 2 }]),
      10_000,
    );
  });

  it('of two who invite each other at once lets one through', async () => {
    await newPeople();
    const answers = await Promise.all([alice.invite(bob), bob.invite(alice)]);
    expect(answers.filter((answer) => answer === 'INVITED_BY_THEM')).toHaveLength(1);
  });

  it('gives one who was rejected no second chance, but the one who rejected', async () => {
    await newPeople();
    await alice.invite(bob);
    await bob.reject(alice.name);
    expect(await alice.invite(bob)).toBe('INVITE_REJECTED');
    expect(await bob.invite(alice)).toMatchObject({ status: 'PENDING', username: alice.name });
    expect(await bob.accept(alice.name)).toBe('NOT_INVITED');
    expect(await alice.accept(bob.name)).toMatchObject({ type: 'ACCEPT_RESPONSE' });
  });

  it('comes from one of whom nothing has been heard yet', async () => {
    await newPeople();
    const stranger = { userId: 10_000 + round, username: `Early${round}` };
    expect(await house.ask(stranger, { type: 'Invite', userInviteCode: bob.inviteCode })).toMatchObject({ status: 'PENDING' });
    expect(house.told(bob).frames).toEqual([{ type: 'ASK_INVITE', username: stranger.username }]);
  });

  it('is answered alike, and done once, when the command comes twice', async () => {
    await newPeople();
    const wish = { type: 'Invite', userInviteCode: bob.inviteCode } as const;
    const answer = await alice.ask(wish, 'the-same-command');
    house.forget();
    expect(await alice.ask(wish, 'the-same-command')).toEqual(answer);
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer']);
  });
});
