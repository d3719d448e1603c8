import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnitOfWork } from '@maru/ports';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';
import { UserConnectionEntity } from '../user-connection.entity.js';

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

describe('DISCONNECT of friends', () => {
  beforeEach(() => house.befriend(alice, bob));

  it('parts them, then tells the other, my other sockets and, last, me', async () => {
    expect(await bob.disconnect(alice.name.toUpperCase())).toEqual({
      type: 'DISCONNECT_RESPONSE',
      username: alice.name,
      status: 'DISCONNECTED',
    });
    expect(house.told(alice)).toEqual({ frames: [{ type: 'NOTIFY_DISCONNECT', username: bob.name }], elsewhere: [] });
    expect(house.told(bob)).toEqual({ frames: [], elsewhere: [{ type: 'NOTIFY_DISCONNECT', username: alice.name, by: bob.name }] });
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['parted', 'user', 'user', 'answer']);
    await vi.waitFor(
      () => expect(house.historyOf(alice, bob).at(-1)).toMatchObject({ type: 'ConnectionEnded', version: 3, byUserId: bob.person.userId }),
      10_000,
    );
    expect(house.bars).toEqual([]);
  });

  it('counts the connection out on both sides', async () => {
    await alice.disconnect(bob.name);
    expect([(await house.userOf(alice)).connectionCount, (await house.userOf(bob)).connectionCount]).toEqual([0, 0]);
  });

  it('stops the writing in their channel, and a new beginning lets it go on, in the order of versions', async () => {
    house.openChannel(alice, bob, 42);
    await alice.disconnect(bob.name);
    await bob.invite(alice);
    await alice.accept(bob.name);
    await vi.waitFor(
      () =>
        expect(house.bars).toMatchObject([
          { type: 'BarChannel', channelId: 42, barred: true, version: 3 },
          { type: 'BarChannel', channelId: 42, barred: false, version: 5 },
        ]),
      10_000,
    );
  });

  it('is possible once', async () => {
    const answers = await Promise.all([alice.disconnect(bob.name), bob.disconnect(alice.name)]);
    expect(answers.filter((answer) => answer === 'NOT_CONNECTED')).toHaveLength(1);
    expect((await house.userOf(alice)).connectionCount).toBe(0);
  });

  it('is answered alike, and done once, when the command comes twice', async () => {
    const wish = { type: 'Disconnect', username: alice.name } as const;
    const answer = await bob.ask(wish, `disconnect-${round}`);
    house.forget();
    expect(await bob.ask(wish, `disconnect-${round}`)).toEqual(answer);
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer']);
    expect((await house.userOf(alice)).connectionCount).toBe(0);
  });

  it('does not end what has begun anew since, when an old command comes again', async () => {
    const wish = { type: 'Disconnect', username: alice.name } as const;
    await bob.ask(wish, `disconnect-${round}`);
    await alice.invite(bob);
    expect(await bob.ask(wish, `disconnect-${round}`)).toBe('NOT_CONNECTED');
  });
});

describe('DISCONNECT of others', () => {
  it('takes back a refusal, and only my other sockets hear of it', async () => {
    await alice.invite(bob);
    await bob.reject(alice.name);
    house.forget();
    expect(await alice.disconnect(bob.name)).toBe('NOT_CONNECTED');
    expect(await bob.disconnect(alice.name)).toMatchObject({ status: 'DISCONNECTED' });
    expect(house.told(alice)).toEqual({ frames: [], elsewhere: [] });
    expect(house.told(bob)).toEqual({ frames: [], elsewhere: [{ type: 'NOTIFY_DISCONNECT', username: alice.name, by: bob.name }] });
    expect(house.deliveries.map(({ kind }) => kind)).toEqual(['answer', 'user', 'answer']);
    expect((await house.userOf(alice)).connectionCount).toBe(0);
    expect(await alice.invite(bob)).toMatchObject({ status: 'PENDING' });
  });

  it.each(['nobody', ''])('says of %j, whom there is not, what it says of a stranger', async (name) => {
    expect(await bob.disconnect(alice.name)).toBe('NOT_CONNECTED');
    expect(await bob.disconnect(name)).toBe('NOT_CONNECTED');
    expect(await bob.disconnect(bob.name)).toBe('NOT_CONNECTED');
  });

  it('needs the channel service for friends only', async () => {
    const alone = await ConnectionHouse.start({ alone: true });
    const [carol, dave] = (await alone.arrive('carol', 'dave')) as [Visitor, Visitor];
    await carol.invite(dave);
    await dave.reject(carol.name);
    expect(await dave.disconnect(carol.name)).toMatchObject({ status: 'DISCONNECTED' });
    await alone.service.get(UnitOfWork).run(({ manager }) => manager.update(UserConnectionEntity, { version: 3 }, { status: 'ACCEPTED' }));
    alone.forget();
    expect(await dave.disconnect(carol.name)).toBe('UNAVAILABLE');
    expect(alone.deliveries.map(({ kind }) => kind)).toEqual(['answer']);
    await alone.close();
  });
});
