import { FetchConnectionsQuery, FetchUserInviteCodeQuery, userEvents } from '@maru/contracts';
import { recordOf, UnitOfWork } from '@maru/ports';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';
import { ConnectionUserEntity } from '../connection-user.entity.js';
import { EndConnectionsWhenUserUnregistered } from './end-connections-when-user-unregistered.listener.js';

let house: ConnectionHouse;
let alice: Visitor;
let bob: Visitor;
let round = 0;

beforeAll(async () => {
  house = await ConnectionHouse.start();
});
afterAll(() => house.close());
beforeEach(async () => {
  round += 1;
  [alice, bob] = (await house.arrive(`alice${round}`, `bob${round}`)) as [Visitor, Visitor];
});

async function announce(type: 'UserRegistered' | 'UserUnregistered', person: { userId: number; username: string }): Promise<void> {
  await house.service.publish(recordOf(userEvents, { type, v: 1, eventId: `event-${round}`, at: 0, ...person }));
}

async function unregister(visitor: Visitor): Promise<void> {
  await announce('UserUnregistered', visitor.person);
  await vi.waitFor(async () => expect((await house.userOf(visitor)).inviteCode).toBeNull(), { interval: 2 });
}

async function namesOf({ person }: Visitor, status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'DISCONNECTED'): Promise<string[]> {
  const { connections } = await house.service.ask(FetchConnectionsQuery, { person, status });
  return connections.map(({ username }) => username);
}

describe('UserRegistered', () => {
  it('gives a code, once', async () => {
    const person = { userId: 5_000 + round, username: `carol${round}` };
    await announce('UserRegistered', person);
    await announce('UserRegistered', person);
    const first = await house.service.ask(FetchUserInviteCodeQuery, { person });
    await announce('UserRegistered', person);
    expect(await house.service.ask(FetchUserInviteCodeQuery, { person })).toEqual(first);
    expect(await alice.ask({ type: 'Invite', userInviteCode: first.inviteCode })).toMatchObject({ username: person.username });
  });
});

describe('UserUnregistered', () => {
  it('parts from every friend, in as many units as it takes', async () => {
    const friends = await house.arrive(...Array.from({ length: 120 }, (_, at) => `friend${round}_${at}`));
    for (const friend of friends) await house.befriend(friend, alice);
    house.openChannel(alice, friends[7]!, 4_711);
    await unregister(alice);
    await vi.waitFor(async () => expect((await house.userOf(alice)).connectionCount).toBe(0), { timeout: 10_000 });
    for (const friend of friends) {
      expect(house.told(friend).frames).toEqual([{ type: 'NOTIFY_DISCONNECT', username: alice.name }]);
      expect((await house.userOf(friend)).connectionCount).toBe(0);
    }
    expect(await namesOf(friends[0]!, 'DISCONNECTED')).toEqual([alice.name]);
    expect(house.deliveries.filter(({ kind }) => kind === 'parted')).toHaveLength(120);
    for (const friend of friends) {
      await vi.waitFor(() => {
        expect(house.historyOf(friend, alice).at(-1)).toMatchObject({ type: 'ConnectionEnded', byUserId: alice.person.userId, version: 3 });
      }, 10_000);
    }
    expect(house.bars).toMatchObject([{ type: 'BarChannel', channelId: 4_711, barred: true, version: 3 }]);
  });

  it('ends invitations and refusals without a word', async () => {
    const [carol, dave] = (await house.arrive(`carol${round}`, `dave${round}`)) as [Visitor, Visitor];
    await alice.invite(bob);
    await carol.invite(alice);
    await dave.invite(alice);
    await alice.reject(dave.name);
    house.forget();
    await unregister(alice);
    for (const other of [bob, carol, dave])
      await vi.waitFor(async () => expect(await namesOf(other, 'DISCONNECTED')).toEqual([alice.name]), { interval: 2 });
    expect(house.deliveries).toEqual([]);
    expect(house.historyOf(alice, bob)).toMatchObject([{ type: 'ConnectionInvited' }]);
  });

  it('leaves the name to nobody, and the code dead', async () => {
    await alice.invite(bob);
    await unregister(alice);
    expect(await bob.accept(alice.name)).toBe('NOT_INVITED');
    expect(await bob.reject(alice.name)).toBe('NOT_INVITED');
    expect(await bob.disconnect(alice.name)).toBe('NOT_CONNECTED');
    expect(await bob.invite(alice)).toBe('UNKNOWN_INVITE_CODE');
  });

  it('lets nothing begin by a frame that comes late', async () => {
    await bob.invite(alice);
    await unregister(alice);
    expect(await alice.invite(bob)).toBe('UNKNOWN_INVITE_CODE');
    expect(await alice.accept(bob.name)).toBe('NOT_INVITED');
    expect(await alice.ask({ type: 'ResetUserInviteCode' })).toBe('UNAVAILABLE');
    await announce('UserRegistered', alice.person);
    await expect(house.service.ask(FetchUserInviteCodeQuery, alice)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('lets nothing begin while the connections are being ended one by one', async () => {
    await bob.invite(alice);
    const [carol] = (await house.arrive(`carol${round}`)) as [Visitor];
    await house.befriend(alice, carol);
    const { userId } = alice.person;
    await house.service.get(UnitOfWork).run(({ manager }) => manager.update(ConnectionUserEntity, { userId }, { inviteCode: null }));
    expect(await alice.accept(bob.name)).toBe('NOT_INVITED');
    expect(await alice.disconnect(carol.name)).toBe('NOT_CONNECTED');
    expect(await carol.disconnect(alice.name)).toBe('NOT_CONNECTED');
    await unregister(alice);
    await vi.waitFor(() => expect(house.told(carol).frames).toEqual([{ type: 'NOTIFY_DISCONNECT', username: alice.name }]), 10_000);
    expect((await house.userOf(carol)).connectionCount).toBe(0);
  });

  it('is heard by two instances at once without harm', async () => {
    await house.befriend(alice, bob);
    const listener = house.service.get(EndConnectionsWhenUserUnregistered);
    const event = { type: 'UserUnregistered', v: 1, eventId: 'event', at: 0, ...alice.person } as const;
    await Promise.all([listener.handle(event), listener.handle(event)]);
    expect(house.told(bob).frames).toHaveLength(1);
    expect((await house.userOf(bob)).connectionCount).toBe(0);
  });

  it('comes twice without harm, also for one of whom nothing was known', async () => {
    await house.befriend(alice, bob);
    await unregister(alice);
    await vi.waitFor(async () => expect(await namesOf(bob, 'DISCONNECTED')).toEqual([alice.name]), { interval: 2 });
    house.forget();
    await unregister(alice);
    const stranger = { userId: 6_000 + round, username: `stranger${round}` };
    await announce('UserUnregistered', stranger);
    const { fresh } = house.service.get(UnitOfWork);
    const known = () => fresh.findOneBy(ConnectionUserEntity, { userId: stranger.userId });
    await vi.waitFor(async () => expect(await known()).toMatchObject({ inviteCode: null }), 10_000);
    expect(await house.ask(stranger, { type: 'Invite', userInviteCode: bob.inviteCode })).toBe('UNKNOWN_INVITE_CODE');
    expect(house.deliveries.filter(({ kind }) => kind !== 'answer')).toEqual([]);
    expect((await house.userOf(bob)).connectionCount).toBe(0);
  });
});
