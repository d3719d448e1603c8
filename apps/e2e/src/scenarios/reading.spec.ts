/** Promise 4: what is unread is one number, on every device the same, and how it is told. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let bob: Device;
let bobsPhone: Device;
let channelId: number;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  bobsPhone = await house.another(bob);
});
beforeEach(async () => {
  channelId = await alice.openGroup(unique('reading'), bob);
});
const there = () => ({ channelId: { id: channelId } });
const say = (device: Device, messageSequence: number) => device.wire.say({ type: 'READ_MESSAGE_ACK', channelId, messageSequence });
/** Answered, as far as it can be: the next frame sees it. */
const read = async (device: Device, messageSequence: number) => {
  say(device, messageSequence);
  await device.channel(channelId);
};
const write = async (device: Device, count: number) => {
  for (let i = 1; i <= count; i++) await device.write(channelId, `line ${i}`);
};

it('is what was written since one read, on all devices, and moves with each read and each own message', async () => {
  const expectUnread = async (unreadCount: number, lastMessageSequence: number) => {
    const pointer = { unreadCount, lastMessageSequence, lastReadMessageSequence: lastMessageSequence - unreadCount };
    for (const device of [bob, bobsPhone]) {
      expect(await device.channel(channelId)).toMatchObject(pointer);
      expect(device.client.channels.get(channelId)).toMatchObject(pointer);
      expect(await device.ask({ type: 'ENTER_REQUEST', channelId })).toMatchObject({ lastMessageSequence });
    }
  };
  await write(alice, 5);
  await expectUnread(5, 5);
  await read(bob, 3);
  await expectUnread(2, 5);
  await read(bob, 2);
  await expectUnread(2, 5);
  await bobsPhone.write(channelId, 'my own');
  await expectUnread(0, 6);
  await write(alice, 2);
  await expectUnread(2, 8);
  await read(bobsPhone, 1_000);
  await expectUnread(0, 8);
  await write(alice, 1);
  await expectUnread(1, 9);
});

it('moves before my next frame is answered', async () => {
  await write(alice, 3);
  for (const messageSequence of [1, 2, 3]) {
    say(bob, messageSequence);
    expect((await bob.channel(channelId))?.lastReadMessageSequence).toBe(messageSequence);
  }
});

it('is seen by the members: NOTIFY_READ, and the number behind each name', async () => {
  await write(alice, 4);
  await read(bob, 2);
  for (const device of [alice, bobsPhone])
    await device.hears('NOTIFY_READ', { ...there(), username: bob.name, lastReadMessageSequence: 2 });
  const { members } = await alice.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
  expect(members).toMatchObject([
    { username: alice.name, lastReadMessageSequence: 4 },
    { username: bob.name, lastReadMessageSequence: 2 },
  ]);
});

it('is never told to have moved back', async () => {
  await write(alice, 3);
  const first = there();
  await read(bob, 2);
  await read(bob, 1);
  // A pointer elsewhere that moves twice is told of twice, a second apart: by then all is told that came before.
  channelId = await alice.openGroup(unique('elsewhere'), bob);
  await write(alice, 2);
  for (const messageSequence of [1, 2]) await read(bob, messageSequence);
  await alice.hears('NOTIFY_READ', { ...there(), lastReadMessageSequence: 2 });
  for (const device of [alice, bobsPhone])
    expect(device.heard('NOTIFY_READ', first).map(({ lastReadMessageSequence }) => lastReadMessageSequence)).toEqual([2]);
});

it('of an own message is told to nobody: it is seen from the message', async () => {
  await write(alice, 2);
  await bobsPhone.write(channelId, 'mine');
  await alice.hears('NOTIFY_MESSAGE', { ...there(), content: 'mine' });
  await read(bob, 3);
  await write(alice, 1);
  await read(bob, 4);
  await alice.hears('NOTIFY_READ', { ...there(), lastReadMessageSequence: 4 });
  for (const device of [alice, bob, bobsPhone]) expect(device.heard('NOTIFY_READ', { ...there(), lastReadMessageSequence: 3 })).toEqual([]);
});

describe('reading fast', () => {
  it('is told once a second at most, the last of it always, and NOTIFY_UNREAD never for a message that came', async () => {
    await write(alice, 60);
    for (const device of [alice, bob, bobsPhone]) device.forget();
    const from = performance.now();
    for (let sequence = 1; sequence <= 60; sequence++) await read(bob, sequence);
    await bobsPhone.hears('NOTIFY_UNREAD', { ...there(), unreadCount: 0, lastMessageSequence: 60 });
    await alice.hears('NOTIFY_READ', { ...there(), lastReadMessageSequence: 60 });
    await write(alice, 1);
    await bob.hears('NOTIFY_MESSAGE', { ...there(), messageSequence: 61 });
    const seconds = (performance.now() - from) / 1_000;
    for (const device of [bob, bobsPhone]) {
      const unread = device.heard('NOTIFY_UNREAD', there());
      expect(unread.length).toBeLessThanOrEqual(2 + seconds);
      expect(unread.map(({ lastMessageSequence }) => lastMessageSequence)).not.toContain(61);
    }
    const told = alice.heard('NOTIFY_READ', there()).map(({ lastReadMessageSequence }) => lastReadMessageSequence);
    expect(told.length).toBeLessThanOrEqual(2 + seconds);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('through the SDK counts at once where one reads, and soon everywhere', async () => {
    await write(alice, 6);
    await expect.poll(() => bob.client.channels.get(channelId)?.unreadCount, PATIENT).toBe(6);
    bob.client.markRead(channelId, 4);
    expect(bob.client.channels.get(channelId)?.unreadCount).toBe(2);
    await expect.poll(() => bobsPhone.client.channels.get(channelId)?.unreadCount, PATIENT).toBe(2);
  });
});

it('cannot be said of a channel that is not mine', async () => {
  const stranger = await house.arrive('stranger');
  stranger.wire.say({ type: 'READ_MESSAGE_ACK', requestId: 'pointer', channelId, messageSequence: 1 });
  expect(await stranger.hears('ERROR', { requestId: 'pointer' })).toMatchObject({ messageType: 'READ_MESSAGE_ACK', code: 'NOT_A_MEMBER' });
});
