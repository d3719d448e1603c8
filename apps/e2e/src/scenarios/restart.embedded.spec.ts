/** What a restart keeps: everything. It ends the process, so embedded only. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useEmbedded } from './house.js';

const house = useEmbedded();
let alice: Device;
let bob: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
});

async function restart(how: 'SIGINT' | 'SIGKILL'): Promise<void> {
  await house.maru().kill(how);
  await house.maru().start();
  await Promise.all([alice, bob].map(({ client }) => client.whenLive()));
}

describe.each(['SIGINT', 'SIGKILL'] as const)('after %s', (how) => {
  let group: number;
  let direct: number;
  let before: Awaited<ReturnType<typeof state>>;
  const state = async () => ({
    channels: await Promise.all([alice, bob].map(async (device) => [await device.channel(group), await device.channel(direct)])),
    members: (await alice.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId: group })).members,
    code: (await bob.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId: group })).inviteCode,
    history: [await alice.history(group), await alice.history(direct)],
    friends: (await bob.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' })).connections,
    me: await alice.http.me(),
  });
  const write = { type: 'WRITE_MESSAGE', content: 'once', clientMessageId: unique('id') } as const;
  const create = { type: 'CREATE_REQUEST', requestId: unique('create'), title: 'first' } as const;
  let written: object;
  let created: object;

  beforeAll(async () => {
    group = await alice.openGroup(unique('kept'), bob);
    direct = await bob.openDirect(alice);
    created = await alice.ask({ ...create, participantUsernames: [bob.name] });
    for (const content of ['one', 'two']) await alice.write(group, content);
    const { requestId: _, ...ack } = await alice.ask({ ...write, channelId: group });
    written = ack;
    await bob.write(direct, 'hello');
    bob.wire.say({ type: 'READ_MESSAGE_ACK', channelId: group, messageSequence: 2 });
    await bob.ask({ type: 'SET_NOTIFY_REQUEST', channelId: group, notify: 'NONE' });
    await alice.ask({ type: 'HAND_OVER_REQUEST', channelId: group, username: bob.name });
    await alice.ask({ type: 'ENTER_REQUEST', channelId: group });
    before = await state();
    await restart(how);
  });

  it('channels, roles, codes, pointers, settings, friends, sessions and messages are as they were', async () => {
    expect(before).toMatchObject({ channels: [{}, [{ unreadCount: 1, notify: 'NONE' }, {}]] });
    expect(await state()).toEqual(before);
  });

  it('the same clientMessageId is still the same message', async () => {
    expect(await alice.ask({ ...write, channelId: group })).toMatchObject(written);
    await expect(alice.ask({ ...write, channelId: group, content: 'twice' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await bob.history(group)).map(({ content }) => content)).toEqual(['one', 'two', 'once']);
  });

  it('the same requestId is still the same channel', async () => {
    expect(await alice.ask({ ...create, title: 'second', participantUsernames: [bob.name] })).toEqual(created);
  });

  it('numbers go on where they were, in the channel that was entered', async () => {
    expect(await alice.ask({ type: 'WRITE_MESSAGE', content: 'four' })).toMatchObject({ channelId: { id: group }, messageSequence: 4 });
    expect(await bob.hears('NOTIFY_MESSAGE', { channelId: { id: group }, messageSequence: 4 })).toMatchObject({ content: 'four' });
  });
});

it('Ctrl+C: clients are told, what they asked is answered, and it is over within five seconds', async () => {
  const channelId = await alice.openGroup(unique('drain'), bob);
  const writes = Array.from({ length: 100 }, (_, i) =>
    alice.write(channelId, `${i}`).then(
      () => 'acked',
      () => 'lost',
    ),
  );
  await writes[0];
  const asked = performance.now();
  const exit = await house.maru().stop();
  expect(exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(5_000);
  for (const device of [alice, bob]) expect(device.heard('GOING_AWAY')).not.toEqual([]);
  const outcomes = await Promise.all(writes);
  expect(new Set(outcomes)).toEqual(new Set(['acked']));
  await house.maru().start();
  await alice.client.whenLive();
  expect((await alice.channel(channelId))?.lastMessageSequence).toBe(100);
});
