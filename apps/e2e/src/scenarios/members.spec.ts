/** 2.2, 2.4, promise 6: who owns a channel, who leaves it or is made to, and what each hears of it. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let bob: Device;
let bobsPhone: Device;
let carol: Device;
let channelId: number;
beforeAll(async () => {
  [alice, bob, carol] = (await house.friends('alice', 'bob', 'carol')) as [Device, Device, Device];
  bobsPhone = await house.another(bob);
});
beforeEach(async () => {
  channelId = await alice.openGroup(unique('members'), bob, carol);
});
const there = () => ({ channelId: { id: channelId } });

async function rolesOf(device: Device): Promise<string[][]> {
  const { members } = await device.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
  return members.map(({ username, role }) => [username, role]);
}

/** What is written there by others and elsewhere to them: by then all of that would have come. */
async function expectNothingMore(writer: Device, gone: readonly Device[]): Promise<void> {
  for (const device of gone) device.forget();
  const other = await writer.openGroup('another', ...gone);
  await writer.write(channelId, 'are they gone?');
  await writer.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title: 'without them' });
  await writer.write(other, 'hello');
  for (const device of gone) {
    await device.hears('NOTIFY_MESSAGE', { channelId: { id: other } });
    await device.caughtUp();
    expect(device.heardOf(channelId)).toEqual([]);
  }
}

describe('an owner', () => {
  it('who quits leaves the channel to its longest member', async () => {
    await alice.ask({ type: 'QUIT_REQUEST', channelId });
    for (const device of [bob, carol]) {
      expect(await device.hears('NOTIFY_QUIT', there())).toMatchObject({ username: alice.name });
      expect(await device.hears('NOTIFY_ROLE', there())).toMatchObject({ username: bob.name, role: 'OWNER' });
    }
    expect(await rolesOf(carol)).toEqual([
      [bob.name, 'OWNER'],
      [carol.name, 'MEMBER'],
    ]);
    expect(await bob.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title: 'of bob' })).toMatchObject({ title: 'of bob' });
  });

  it('may hand the channel over to a member, and is a member then', async () => {
    await expect(bob.ask({ type: 'HAND_OVER_REQUEST', channelId, username: carol.name })).rejects.toMatchObject({ code: 'NOT_OWNER' });
    await expect(alice.ask({ type: 'HAND_OVER_REQUEST', channelId, username: alice.name })).rejects.toMatchObject({
      code: 'INVALID_FIELD',
    });
    await expect(alice.ask({ type: 'HAND_OVER_REQUEST', channelId, username: 'nobody' })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await alice.ask({ type: 'HAND_OVER_REQUEST', channelId, username: carol.name.toUpperCase() });
    for (const [username, role] of [
      [carol.name, 'OWNER'],
      [alice.name, 'MEMBER'],
    ])
      for (const device of [bob, bobsPhone, carol]) await device.hears('NOTIFY_ROLE', { ...there(), username, role });
    await expect(alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: bob.name })).rejects.toMatchObject({ code: 'NOT_OWNER' });
    expect(await rolesOf(bob)).toEqual([
      [alice.name, 'MEMBER'],
      [bob.name, 'MEMBER'],
      [carol.name, 'OWNER'],
    ]);
  });
});

describe('whoever is removed', () => {
  it('hears that and by whom on every device, as the members do, and then nothing', async () => {
    await expect(bob.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: carol.name })).rejects.toMatchObject({ code: 'NOT_OWNER' });
    await expect(alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: alice.name })).rejects.toMatchObject({
      code: 'INVALID_FIELD',
    });
    await alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: bob.name });
    for (const device of [bob, bobsPhone, carol])
      expect(await device.hears('NOTIFY_QUIT', there())).toEqual({ type: 'NOTIFY_QUIT', ...there(), username: bob.name, by: alice.name });
    await expectNothingMore(alice, [bob, bobsPhone]);
    expect(bob.client.channels.get(channelId)).toBeUndefined();
  });

  it('may neither write, read nor look, and comes back by the code', async () => {
    await bob.ask({ type: 'ENTER_REQUEST', channelId });
    const { inviteCode } = await bob.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    await alice.write(channelId, 'before');
    await alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: bob.name });
    for (const frame of [
      { type: 'WRITE_MESSAGE', channelId, content: 'me again' },
      { type: 'FETCH_MESSAGES_REQUEST', channelId },
      { type: 'FETCH_MEMBERS_REQUEST', channelId },
      { type: 'ENTER_REQUEST', channelId },
      { type: 'QUIT_REQUEST', channelId },
    ] as const)
      await expect(bob.ask(frame)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(bob.ask({ type: 'WRITE_MESSAGE', content: 'where I was' })).rejects.toMatchObject({ code: 'NO_ACTIVE_CHANNEL' });
    await expect(alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: bob.name })).rejects.toMatchObject({
      code: 'NOT_A_MEMBER',
    });
    await bob.ask({ type: 'JOIN_REQUEST', inviteCode });
    expect(await bob.channel(channelId)).toMatchObject({ unreadCount: 0, lastMessageSequence: 1, lastReadMessageSequence: 1 });
    expect(await bob.history(channelId)).toMatchObject([{ messageSequence: 1, content: 'before' }]);
    expect(await rolesOf(carol)).toContainEqual([bob.name, 'MEMBER']);
  });
});

describe('whoever quits', () => {
  it('has told the members and the own other devices before that is answered, and then hears nothing', async () => {
    bob.forget();
    await bob.ask({ type: 'QUIT_REQUEST', channelId });
    for (const device of [alice, carol, bobsPhone])
      expect(await device.hears('NOTIFY_QUIT', there())).toEqual({ type: 'NOTIFY_QUIT', ...there(), username: bob.name });
    expect(bob.heardOf(channelId).map(({ type }) => type)).toEqual(['QUIT_RESPONSE']);
    await expectNothingMore(alice, [bob, bobsPhone]);
    expect((await carol.channel(channelId))?.headCount).toBe(2);
    await expect(bob.ask({ type: 'QUIT_REQUEST', channelId })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });

  it('and was the last closes the channel', async () => {
    for (const device of [alice, bob, carol]) await device.ask({ type: 'QUIT_REQUEST', channelId });
    for (const device of [alice, bob, carol])
      await expect(device.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });
});

it('members are listed by order of joining, whatever their roles become', async () => {
  const { inviteCode } = await alice.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
  const crowd: string[] = [alice.name, bob.name, carol.name];
  await alice.ask({ type: 'HAND_OVER_REQUEST', channelId, username: carol.name });
  for (let i = 0; i < 2; i++) {
    const guest = await house.arrive('crowd');
    await guest.ask({ type: 'JOIN_REQUEST', inviteCode });
    crowd.push(guest.name);
  }
  const { members, cursor } = await bob.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
  expect(members.map(({ username }) => username)).toEqual(crowd);
  expect(cursor).toBeUndefined();
});
