import { Connect } from '@maru/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let [alice, bob, carol]: Visitor[] = [];
const connect = (one: Visitor, another: Visitor) => house.service.ask(Connect, { people: [one.person, another.person] });

beforeEach(async () => {
  house = await ConnectionHouse.start({ limits: { connections: 1 } });
  [alice, bob, carol] = await house.arrive('alice', 'bob', 'carol');
});
afterEach(() => house.close());

it('makes friends of strangers, tells both once, and the world', async () => {
  house.forget();
  expect(await connect(alice!, bob!)).toEqual({ connected: true });
  expect(await Promise.all([connect(alice!, bob!), connect(bob!, alice!)])).toEqual([{ connected: true }, { connected: true }]);
  expect(house.told(alice!)).toEqual({ frames: [{ type: 'NOTIFY_ACCEPT', username: 'bob' }], elsewhere: [] });
  expect(house.told(bob!)).toEqual({ frames: [{ type: 'NOTIFY_ACCEPT', username: 'alice', by: 'bob' }], elsewhere: [] });
  expect((await house.userOf(alice!)).connectionCount).toBe(1);
  await vi.waitFor(() => expect(house.historyOf(alice!, bob!)).toMatchObject([{ type: 'ConnectionAccepted', version: 1 }]), 10_000);
});

it('makes one connection of two who come at the same time', async () => {
  house.forget();
  expect(await Promise.all([connect(alice!, bob!), connect(bob!, alice!)])).toEqual([{ connected: true }, { connected: true }]);
  expect((await house.userOf(bob!)).connectionCount).toBe(1);
  expect(house.deliveries).toHaveLength(2);
});

it('knows people of whom this service has not heard yet', async () => {
  const dora = { userId: 77, username: 'dora' };
  expect(await house.service.ask(Connect, { people: [dora, alice!.person] })).toEqual({ connected: true });
});

it('accepts an invitation that lies open, whoever made it', async () => {
  await bob!.invite(alice!);
  house.forget();
  expect(await connect(alice!, bob!)).toEqual({ connected: true });
  expect(house.told(bob!).frames).toEqual([{ type: 'NOTIFY_ACCEPT', username: 'alice' }]);
});

it('renews nothing that was ended or declined', async () => {
  await house.befriend(alice!, bob!);
  await alice!.disconnect('bob');
  await carol!.invite(alice!);
  await alice!.reject('carol');
  for (const [one, another] of [
    [alice!, bob!],
    [bob!, alice!],
    [carol!, alice!],
    [alice!, carol!],
  ] as const)
    expect(await connect(one, another)).toEqual({ connected: false });
});

it('lets the two write again where they have had a channel', async () => {
  house.openChannel(alice!, bob!, 77);
  await connect(alice!, bob!);
  await vi.waitFor(() => expect(house.bars).toMatchObject([{ type: 'BarChannel', channelId: 77, barred: false, version: 1 }]), 10_000);
});

it('refuses where one has as many friends as are allowed', async () => {
  await connect(alice!, bob!);
  await expect(connect(carol!, alice!)).rejects.toMatchObject({ code: 'CONNECTION_LIMIT' });
});
