/** 2.2 CREATE, 2.4: who may be in a new channel, what each hears of it, and that asking twice makes one. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let alicesPhone: Device;
let bob: Device;
let carol: Device;
beforeAll(async () => {
  [alice, bob, carol] = (await house.friends('alice', 'bob', 'carol')) as [Device, Device, Device];
  alicesPhone = await house.another(alice);
});

describe('a group', () => {
  it('is heard of once by each participant, with who made it, and once by the other devices of who made it', async () => {
    const title = unique('점심');
    const channel = { title, kind: 'GROUP', public: false };
    const answer = await alice.ask({
      type: 'CREATE_REQUEST',
      title: `  ${title}\n`,
      participantUsernames: [bob.name, carol.name, bob.name],
    });
    expect(answer).toMatchObject(channel);
    const { channelId } = answer;
    for (const device of [bob, carol])
      expect(await device.hears('NOTIFY_JOIN', { channelId })).toEqual({
        type: 'NOTIFY_JOIN',
        channelId,
        ...channel,
        username: device.name,
        by: alice.name,
      });
    expect(await alicesPhone.hears('NOTIFY_JOIN', { channelId })).toEqual({
      type: 'NOTIFY_JOIN',
      channelId,
      ...channel,
      username: alice.name,
    });
    await Promise.all([alice, alicesPhone, bob, carol].map((device) => device.caughtUp()));
    for (const device of [alicesPhone, bob, carol]) expect(device.heard('NOTIFY_JOIN', { channelId })).toHaveLength(1);
    expect(alice.heard('NOTIFY_JOIN', { channelId })).toEqual([]);
    expect(await bob.channel(channelId.id)).toMatchObject({
      ...channel,
      headCount: 3,
      unreadCount: 0,
      lastMessageSequence: 0,
      notify: 'ALL',
    });
  });

  it('has an owner, and members by order of joining', async () => {
    const channelId = await alice.openGroup('roles', carol, bob);
    const { members } = await bob.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
    expect(members.map(({ username, role }) => [username, role])).toEqual([
      [alice.name, 'OWNER'],
      [carol.name, 'MEMBER'],
      [bob.name, 'MEMBER'],
    ]);
  });

  it('is made of friends alone, all of them or nobody', async () => {
    const stranger = await house.arrive('stranger');
    const title = unique('strangers');
    for (const name of [stranger.name, unique('nobody')])
      await expect(alice.ask({ type: 'CREATE_REQUEST', title, participantUsernames: [bob.name, name] })).rejects.toMatchObject({
        code: 'NOT_CONNECTED',
      });
    await expect(alice.ask({ type: 'CREATE_REQUEST', title, participantUsernames: [alice.name] })).rejects.toMatchObject({
      code: 'INVALID_FIELD',
    });
    await expect(alice.ask({ type: 'CREATE_REQUEST', title })).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    const { channels } = await bob.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    expect(channels.map((channel) => channel.title)).not.toContain(title);
  });
});

describe('the same requestId', () => {
  it('is the first channel, whatever else is asked, from any device and after a cut', async () => {
    const requestId = unique('create');
    const first = await alice.ask({ type: 'CREATE_REQUEST', requestId, title: 'first', participantUsernames: [bob.name] });
    const repeated = await alicesPhone.ask({ type: 'CREATE_REQUEST', requestId, title: 'second', participantUsernames: [carol.name] });
    expect(repeated).toEqual(first);
    alice.wire.cut();
    expect(await alice.ask({ type: 'CREATE_REQUEST', requestId, participantUsername: carol.name })).toEqual(first);
    await bob.caughtUp();
    expect(bob.heard('NOTIFY_JOIN', { channelId: first.channelId })).toHaveLength(1);
    expect(carol.heard('NOTIFY_JOIN', { channelId: first.channelId })).toEqual([]);
  });

  it('asked on two devices at the same moment is one channel', async () => {
    for (let round = 0; round < 5; round++) {
      const requestId = unique('create');
      const asked = [alice, alicesPhone].map((device, i) =>
        device.ask({ type: 'CREATE_REQUEST', requestId, title: `at once ${i}`, participantUsernames: [bob.name] }),
      );
      const [one, other] = await Promise.all(asked);
      expect(one).toEqual(other);
    }
  });

  it('of another person is another channel', async () => {
    const requestId = unique('create');
    const [mine, theirs] = await Promise.all(
      [alice, bob].map((device) => device.ask({ type: 'CREATE_REQUEST', requestId, title: 'same id', participantUsernames: [carol.name] })),
    );
    expect(mine?.channelId).not.toEqual(theirs?.channelId);
  });
});

describe('a direct channel', () => {
  it('is one for two people, whoever asks', async () => {
    const [dan, eve] = (await house.friends('dan', 'eve')) as [Device, Device];
    const [one, other] = await Promise.all([dan.openDirect(eve), eve.openDirect(dan)]);
    expect(one).toBe(other);
    expect(await dan.channel(one)).toMatchObject({ kind: 'DIRECT', title: '', with: eve.name, headCount: 2, public: false });
    expect(await eve.channel(one)).toMatchObject({ kind: 'DIRECT', title: '', with: dan.name, headCount: 2 });
    const { members } = await dan.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId: one });
    expect(members.map(({ role }) => role)).toEqual(['MEMBER', 'MEMBER']);
  });

  it('has no owner, no code and no outsiders', async () => {
    const channelId = await alice.openDirect(bob);
    for (const frame of [
      { type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId },
      { type: 'RESET_CHANNEL_INVITE_CODE_REQUEST', channelId },
      { type: 'REMOVE_MEMBER_REQUEST', channelId, username: bob.name },
      { type: 'HAND_OVER_REQUEST', channelId, username: bob.name },
      { type: 'UPDATE_CHANNEL_REQUEST', channelId, title: 'ours' },
    ] as const)
      await expect(alice.ask(frame)).rejects.toMatchObject({ code: 'DIRECT_CHANNEL' });
    await expect(alice.ask({ type: 'CREATE_REQUEST', participantUsername: bob.name, public: true })).rejects.toMatchObject({
      code: 'INVALID_FIELD',
    });
    for (const frame of [
      { type: 'ENTER_REQUEST', channelId },
      { type: 'JOIN_REQUEST', channelId },
      { type: 'FETCH_MEMBERS_REQUEST', channelId },
      { type: 'WRITE_MESSAGE', channelId, content: 'let me in' },
    ] as const)
      await expect(carol.ask(frame)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });
});
