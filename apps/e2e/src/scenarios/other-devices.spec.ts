/** 2.1: what others are told of my doing, my own other devices are told too. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let phone: Device;
let bob: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  phone = await house.another(alice);
});

describe('another device, of friends,', () => {
  it('hears whom I invited, and the invitee who did', async () => {
    const dan = await house.arrive('dan');
    const { inviteCode } = await dan.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    await alice.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await dan.hears('ASK_INVITE', { username: alice.name });
    expect(await phone.hears('NOTIFY_INVITE', { username: dan.name })).toEqual({ type: 'NOTIFY_INVITE', username: dan.name });
    expect(phone.client.connections.get(dan.name)).toMatchObject({ status: 'PENDING', inviter: alice.name });
  });

  it('hears whom I accepted, declined and left, with my name as the one who did', async () => {
    const [eve, fay] = [await house.arrive('eve'), await house.arrive('fay')];
    const { inviteCode } = await alice.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    alice.forget();
    for (const guest of [eve, fay]) await guest.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await phone.hears('ASK_INVITE', { username: fay.name });
    const mine = { by: alice.name };

    await alice.ask({ type: 'ACCEPT_REQUEST', username: eve.name });
    expect(await phone.hears('NOTIFY_ACCEPT', { username: eve.name })).toEqual({ type: 'NOTIFY_ACCEPT', username: eve.name, ...mine });
    expect(await eve.hears('NOTIFY_ACCEPT')).toEqual({ type: 'NOTIFY_ACCEPT', username: alice.name });

    await alice.ask({ type: 'REJECT_REQUEST', username: fay.name });
    expect(await phone.hears('NOTIFY_REJECT')).toEqual({ type: 'NOTIFY_REJECT', username: fay.name, ...mine });

    await alice.ask({ type: 'DISCONNECT_REQUEST', username: eve.name });
    expect(await phone.hears('NOTIFY_DISCONNECT')).toEqual({ type: 'NOTIFY_DISCONNECT', username: eve.name, ...mine });
    expect(await eve.hears('NOTIFY_DISCONNECT')).toEqual({ type: 'NOTIFY_DISCONNECT', username: alice.name });
    await fay.caughtUp();
    expect(fay.heard('NOTIFY_REJECT')).toEqual([]);
    expect([...alice.heard('NOTIFY_ACCEPT'), ...alice.heard('NOTIFY_REJECT'), ...alice.heard('NOTIFY_DISCONNECT')]).toEqual([]);
  });
});

describe('another device, of channels,', () => {
  it('hears what I join, rename, hand over, and whom I remove', async () => {
    const carol = await house.arrive('carol');
    await carol.befriend(alice);
    const channelId = { id: await alice.openGroup(unique('group'), bob, carol) };
    await alice.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId: channelId.id, title: '저녁' });
    expect(await phone.hears('NOTIFY_CHANNEL')).toEqual({ type: 'NOTIFY_CHANNEL', channelId, title: '저녁', public: false });
    await alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId: channelId.id, username: carol.name });
    expect(await phone.hears('NOTIFY_QUIT')).toEqual({ type: 'NOTIFY_QUIT', channelId, username: carol.name, by: alice.name });
    await alice.ask({ type: 'HAND_OVER_REQUEST', channelId: channelId.id, username: bob.name });
    await phone.hears('NOTIFY_ROLE', { channelId, username: alice.name, role: 'MEMBER' });
    const { inviteCode } = await alice.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId: channelId.id });
    await alice.ask({ type: 'QUIT_REQUEST', channelId: channelId.id });
    await phone.hears('NOTIFY_QUIT', { channelId, username: alice.name });
    await alice.ask({ type: 'JOIN_REQUEST', inviteCode });
    expect(await phone.hears('NOTIFY_JOIN', { channelId, username: alice.name, title: '저녁' })).not.toHaveProperty('by');
    await bob.write(channelId.id, 'welcome back');
    for (const device of [alice, phone]) await device.hears('NOTIFY_MESSAGE', { channelId, content: 'welcome back' });
    for (const type of ['NOTIFY_CHANNEL', 'NOTIFY_ROLE', 'NOTIFY_JOIN'] as const)
      expect(alice.heard(type, { channelId }), `${type} on the device that did it`).toEqual([]);
  });

  it('hears of what I am told there from now on, and nobody else does', async () => {
    const channelId = { id: await alice.openGroup(unique('group'), bob) };
    await phone.hears('NOTIFY_JOIN', { channelId });
    await alice.ask({ type: 'SET_NOTIFY_REQUEST', channelId: channelId.id, notify: 'MENTIONS' });
    expect(await phone.hears('NOTIFY_LEVEL')).toEqual({ type: 'NOTIFY_LEVEL', channelId, notify: 'MENTIONS' });
    await expect.poll(() => phone.client.channels.get(channelId.id)?.notify, PATIENT).toBe('MENTIONS');
    await bob.write(channelId.id, 'behind it');
    await alice.hears('NOTIFY_MESSAGE', { channelId });
    expect([...alice.heard('NOTIFY_LEVEL'), ...bob.heard('NOTIFY_LEVEL')]).toEqual([]);
  });

  it('hears what I write, with my own mark on it, and nobody else sees that', async () => {
    const channelId = await alice.openDirect(bob);
    const clientMessageId = unique('mark');
    const ack = await alice.ask({ type: 'WRITE_MESSAGE', channelId, content: 'hello', clientMessageId });
    expect(ack).toMatchObject({ channelId: { id: channelId }, clientMessageId });
    const { messageSequence, createdAt } = ack;
    const message = {
      type: 'NOTIFY_MESSAGE',
      channelId: { id: channelId },
      messageSequence,
      username: alice.name,
      content: 'hello',
      createdAt,
    };
    expect(await phone.hears('NOTIFY_MESSAGE', { messageSequence, channelId: { id: channelId } })).toEqual({ ...message, clientMessageId });
    expect(await bob.hears('NOTIFY_MESSAGE', { messageSequence, channelId: { id: channelId } })).toEqual(message);
    expect(alice.heard('NOTIFY_MESSAGE', { channelId: { id: channelId } })).toEqual([]);
    const mine = (await phone.history(channelId)).find((item) => item.messageSequence === messageSequence);
    expect(mine).toEqual({ messageSequence, username: alice.name, content: 'hello', createdAt, clientMessageId });
    expect((await bob.history(channelId)).at(-1)).toEqual({ messageSequence, username: alice.name, content: 'hello', createdAt });
  });

  it('has an active channel of its own, which outlives its sockets', async () => {
    const [first, second] = [await alice.openGroup('first', bob), await alice.openGroup('second', bob)];
    expect(await alice.ask({ type: 'ENTER_REQUEST', channelId: first })).toMatchObject({ title: 'first', lastMessageSequence: 0 });
    await phone.ask({ type: 'ENTER_REQUEST', channelId: second });
    const write = async (device: Device) => (await device.ask({ type: 'WRITE_MESSAGE', content: 'here' })).channelId.id;
    expect([await write(alice), await write(phone)]).toEqual([first, second]);
    alice.wire.cut();
    expect(await write(alice)).toBe(first);
    await alice.ask({ type: 'LEAVE_REQUEST' });
    await expect(write(alice)).rejects.toMatchObject({ code: 'NO_ACTIVE_CHANNEL' });
    expect(await write(phone)).toBe(second);
    expect((await alice.channel(first))?.headCount).toBe(2);
    await phone.ask({ type: 'QUIT_REQUEST', channelId: second });
    await expect(write(phone)).rejects.toMatchObject({ code: 'NO_ACTIVE_CHANNEL' });
  });
});
