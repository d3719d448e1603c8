/** 2.4: a direct channel outlives both its views and the friendship of its two. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let bob: Device;
let bobsPhone: Device;
let channelId: number;
const there = () => ({ channelId: { id: channelId } });

describe('who quits a direct channel', () => {
  beforeAll(async () => {
    [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
    bobsPhone = await house.another(bob);
    channelId = await alice.openDirect(bob);
  });
  beforeEach(async () => {
    await bob.openDirect(alice);
    await alice.write(channelId, 'before');
  });

  it('ends the own view alone: the other is not told, and writes on', async () => {
    alice.forget();
    await bob.ask({ type: 'QUIT_REQUEST', channelId });
    await bobsPhone.hears('NOTIFY_QUIT', { ...there(), username: bob.name });
    for (const device of [bob, bobsPhone]) device.forget();
    await alice.write(channelId, 'where are you?');
    await alice.caughtUp();
    expect(alice.heard('NOTIFY_QUIT')).toEqual([]);
    expect(await alice.channel(channelId)).toMatchObject({ headCount: 2, with: bob.name });
    for (const device of [bob, bobsPhone]) {
      expect(await device.channel(channelId)).toBeUndefined();
      expect(device.heardOf(channelId)).toEqual([]);
    }
    await expect(bob.write(channelId, 'here')).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });

  it.each([
    ['who quit', () => bob.openDirect(alice), () => undefined],
    ['the other', () => alice.openDirect(bob), () => alice.name],
  ])('finds it again when %s creates it, and what was written meanwhile is unread', async (_who, create, by) => {
    bob.wire.say({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: await bob.write(channelId, 'read') });
    await bob.ask({ type: 'QUIT_REQUEST', channelId });
    for (const content of ['one', 'two', 'three']) await alice.write(channelId, content);
    bobsPhone.forget();
    expect(await create()).toBe(channelId);
    expect((await bobsPhone.hears('NOTIFY_JOIN', { ...there(), username: bob.name })).by).toBe(by());
    for (const device of [bob, bobsPhone]) expect(await device.channel(channelId)).toMatchObject({ unreadCount: 3, headCount: 2 });
    expect((await bob.history(channelId)).slice(-3).map(({ content }) => content)).toEqual(['one', 'two', 'three']);
    await bob.write(channelId, 'back');
    await alice.hears('NOTIFY_MESSAGE', { ...there(), content: 'back' });
  });
});

describe('friends who part', () => {
  beforeAll(async () => {
    [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
    channelId = await alice.openDirect(bob);
    await alice.write(channelId, 'we were friends');
    await bob.ask({ type: 'DISCONNECT_REQUEST', username: alice.name });
  });

  it('keep their direct channel to read, in both lists, and write there no more', async () => {
    await alice.hears('NOTIFY_DISCONNECT', { username: bob.name });
    for (const device of [alice, bob]) {
      await expect(device.write(channelId, 'still?')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
      expect(await device.channel(channelId)).toMatchObject({ lastMessageSequence: 1, headCount: 2 });
      expect(await device.history(channelId)).toMatchObject([{ content: 'we were friends' }]);
      await expect(device.openDirect(device === alice ? bob : alice)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    }
    alice.wire.say({ type: 'TYPING', requestId: 'typing', channelId });
    expect(await alice.hears('ERROR', { requestId: 'typing' })).toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('stay together in their groups', async () => {
    const [carol, dan] = (await house.friends('carol', 'dan')) as [Device, Device];
    const group = await carol.openGroup('we four', dan);
    await carol.ask({ type: 'DISCONNECT_REQUEST', username: dan.name });
    expect(await dan.write(group, 'still here')).toBe(1);
    await carol.hears('NOTIFY_MESSAGE', { channelId: { id: group }, content: 'still here' });
  });

  it('write again when they are friends again, where they left off', async () => {
    await alice.befriend(bob);
    expect(await bob.openDirect(alice)).toBe(channelId);
    expect(await bob.write(channelId, 'friends again')).toBe(2);
    expect(await alice.hears('NOTIFY_MESSAGE', { ...there(), messageSequence: 2 })).toMatchObject({ content: 'friends again' });
  });
});
