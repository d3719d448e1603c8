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
  it('channels, roles, codes, pointers, settings, friends, sessions and messages are as they were', async () => {
    const group = await alice.openGroup(unique('kept'), bob);
    const direct = await bob.openDirect(alice);
    const { inviteCode } = await bob.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId: group });
    for (const content of ['one', 'two', 'three']) await alice.write(group, content);
    await bob.write(direct, 'hello');
    bob.wire.say({ type: 'READ_MESSAGE_ACK', channelId: group, messageSequence: 2 });
    await bob.ask({ type: 'SET_NOTIFY_REQUEST', channelId: group, notify: 'NONE' });
    await alice.ask({ type: 'HAND_OVER_REQUEST', channelId: group, username: bob.name });
    const state = async () => ({
      channels: await Promise.all([alice, bob].map(async (device) => [await device.channel(group), await device.channel(direct)])),
      members: (await alice.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId: group })).members,
      code: (await bob.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId: group })).inviteCode,
      history: [await alice.history(group), await alice.history(direct)],
      friends: (await bob.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' })).connections,
      me: await alice.http.me(),
    });
    const before = await state();
    expect(before).toMatchObject({ code: inviteCode, channels: [{}, [{ unreadCount: 1, notify: 'NONE' }, {}]] });
    await restart(how);
    expect(await state()).toEqual(before);
    expect(await alice.write(group, 'four')).toBe(4);
    expect(await bob.hears('NOTIFY_MESSAGE', { channelId: { id: group }, messageSequence: 4 })).toMatchObject({ content: 'four' });
  });

  it('the same clientMessageId is still the same message', async () => {
    const channelId = await alice.openGroup(unique('retry'), bob);
    const frame = { type: 'WRITE_MESSAGE', channelId, content: 'once', clientMessageId: unique('id') } as const;
    const { requestId: _, ...ack } = await alice.ask(frame);
    await restart(how);
    expect(await alice.ask(frame)).toMatchObject(ack);
    await expect(alice.ask({ ...frame, content: 'twice' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await bob.history(channelId)).toMatchObject([{ content: 'once' }]);
  });
});

it('the same requestId is still the same channel', async () => {
  const requestId = unique('create');
  const first = await alice.ask({ type: 'CREATE_REQUEST', requestId, title: 'first', participantUsernames: [bob.name] });
  await restart('SIGKILL');
  expect(await alice.ask({ type: 'CREATE_REQUEST', requestId, title: 'second', participantUsernames: [bob.name] })).toEqual(first);
});

it('Ctrl+C: clients are told, what they asked is answered, and it is over within five seconds', async () => {
  const channelId = await alice.openGroup(unique('drain'), bob);
  const writes = Array.from({ length: 300 }, (_, i) =>
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
  expect((await alice.channel(channelId))?.lastMessageSequence).toBe(300);
});
