/** Section 4: people with older clients and people with the SDK meet in the same channels, and neither notices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useHouse } from './house.js';
import { PlainPerson } from './plain-person.js';

const house = useHouse();
let alice: Device;
let bob: Device;
let duke: PlainPerson;
let earl: PlainPerson;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  [duke, earl] = await Promise.all([PlainPerson.register(house.url, unique('duke')), PlainPerson.register(house.url, unique('earl'))]);
});
afterAll(() => [duke, earl].forEach((person) => person.close()));
const there = (id: number) => ({ channelId: { id } });

describe('friends', () => {
  it('are made by an invitation from the older client', async () => {
    const { inviteCode } = await alice.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    const invited = await duke.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode }, 'INVITE_RESPONSE');
    expect(invited).toEqual({ type: 'INVITE_RESPONSE', inviteCode, status: 'PENDING' });
    await alice.hears('ASK_INVITE', { username: duke.name });
    await alice.ask({ type: 'ACCEPT_REQUEST', username: duke.name });
    expect((await duke.hears('NOTIFY_ACCEPT')).username).toBe(alice.name);
  });

  it('and by one to it, and among such clients', async () => {
    const { inviteCode } = await duke.ask({ type: 'FETCH_USER_INVITECODE_REQUEST' }, 'FETCH_USER_INVITE_CODE_RESPONSE');
    await bob.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    expect((await duke.hears('ASK_INVITE')).username).toBe(bob.name);
    await duke.ask({ type: 'ACCEPT_REQUEST', username: bob.name }, 'ACCEPT_RESPONSE');
    await bob.hears('NOTIFY_ACCEPT', { username: duke.name });

    await earl.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode }, 'INVITE_RESPONSE');
    expect((await duke.hears('ASK_INVITE')).username).toBe(earl.name);
    const pending = { type: 'FETCH_CONNECTIONS_REQUEST', status: 'PENDING' };
    expect((await duke.ask(pending, 'FETCH_CONNECTIONS_RESPONSE')).connections).toEqual([{ username: earl.name, status: 'PENDING' }]);
    expect((await earl.ask(pending, 'FETCH_CONNECTIONS_RESPONSE')).connections).toEqual([]);
    await duke.ask({ type: 'ACCEPT_REQUEST', username: earl.name }, 'ACCEPT_RESPONSE');
    await earl.hears('NOTIFY_ACCEPT');
    const accepted = await duke.ask({ ...pending, status: 'ACCEPTED' }, 'FETCH_CONNECTIONS_RESPONSE');
    expect(new Set(accepted.connections.map(({ username }) => username))).toEqual(new Set([alice.name, bob.name, earl.name]));
  });
});

describe('a direct channel', () => {
  it('that the older client makes is the one of both, and they talk in it', async () => {
    const made = await duke.ask({ type: 'CREATE_REQUEST', title: 'us two', participantUsernames: [alice.name] }, 'CREATE_RESPONSE');
    expect(await alice.hears('NOTIFY_JOIN', there(made.channelId))).toMatchObject({ kind: 'DIRECT', title: 'us two', by: duke.name });
    expect(await alice.openDirect(duke)).toBe(made.channelId);
    await duke.ask({ type: 'ENTER_REQUEST', channelId: { id: made.channelId } }, 'ENTER_RESPONSE');
    duke.say({ type: 'WRITE_MESSAGE', content: '안녕', username: duke.name });
    expect(await alice.hears('NOTIFY_MESSAGE', there(made.channelId))).toMatchObject({
      messageSequence: 1,
      content: '안녕',
      username: duke.name,
    });
    expect(await alice.write(made.channelId, 'hello 👋')).toBe(2);
    expect(await duke.hears('NOTIFY_MESSAGE')).toEqual({
      type: 'NOTIFY_MESSAGE',
      channelId: made.channelId,
      username: alice.name,
      content: 'hello 👋',
    });
    expect(await alice.channel(made.channelId)).toMatchObject({ unreadCount: 0, with: duke.name });
  });

  it('without a title shows the name of the other', async () => {
    const channelId = await bob.openDirect(duke);
    expect(await duke.hears('NOTIFY_JOIN')).toEqual({ type: 'NOTIFY_JOIN', channelId, title: bob.name });
    expect((await duke.ask({ type: 'ENTER_REQUEST', channelId }, 'ENTER_RESPONSE')).title).toBe(bob.name);
    const { channels } = await duke.ask({ type: 'FETCH_CHANNELS_LIST_REQUEST' }, 'FETCH_CHANNELS_LIST_RESPONSE');
    expect(channels).toContainEqual({ channelId, title: bob.name, headCount: 2 });
  });
});

describe('a group', () => {
  let channelId: number;
  beforeAll(async () => {
    channelId = await alice.openGroup('모두', bob, duke);
  });

  it('is told to older clients by its title', async () => {
    expect(await duke.hears('NOTIFY_JOIN')).toEqual({ type: 'NOTIFY_JOIN', channelId, title: '모두' });
  });

  it('is heard by older clients only while they are in it, and on all sockets of the session but the writing one', async () => {
    const second = await duke.another(house.url);
    await alice.write(channelId, 'before he came in');
    await duke.ask({ type: 'ENTER_REQUEST', channelId }, 'ENTER_RESPONSE');
    duke.say({ type: 'WRITE_MESSAGE', content: 'I am in' });
    expect((await second.hears('NOTIFY_MESSAGE')).content).toBe('I am in');
    await alice.hears('NOTIFY_MESSAGE', { ...there(channelId), content: 'I am in' });
    await bob.write(channelId, 'welcome');
    for (const socket of [duke, second]) expect((await socket.hears('NOTIFY_MESSAGE')).content).toBe('welcome');
    await duke.ask({ type: 'LEAVE_REQUEST' }, 'LEAVE_RESPONSE');
    await alice.write(channelId, 'after he left');
    duke.say({ type: 'WRITE_MESSAGE', channelId, content: 'from the door' });
    await alice.hears('NOTIFY_MESSAGE', { ...there(channelId), content: 'from the door' });
    await duke.ask({ type: 'ENTER_REQUEST', channelId }, 'ENTER_RESPONSE');
    expect([...duke.heard, ...second.heard]).toEqual([]);
    expect(second.undecodable).toEqual([]);
    second.close();
  });

  it('is joined by its code by older clients, which only the others are told', async () => {
    const { inviteCode } = await duke.ask({ type: 'FETCH_CHANNEL_INVITECODE_REQUEST', channelId }, 'FETCH_CHANNEL_INVITE_CODE_RESPONSE');
    expect(await earl.ask({ type: 'JOIN_REQUEST', inviteCode }, 'JOIN_RESPONSE')).toEqual({
      type: 'JOIN_RESPONSE',
      channelId,
      title: '모두',
    });
    for (const device of [alice, bob]) await device.hears('NOTIFY_JOIN', { ...there(channelId), username: earl.name });
    await duke.ask({ type: 'LEAVE_REQUEST' }, 'LEAVE_RESPONSE');
    expect(duke.heard).toEqual([]);
  });

  it('may be as lively as it likes: the older clients hear their answers, and messages', async () => {
    for (const person of [duke, earl]) await person.ask({ type: 'ENTER_REQUEST', channelId }, 'ENTER_RESPONSE');
    await bob.ask({ type: 'ENTER_REQUEST', channelId });
    await alice.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title: '저녁', public: true });
    alice.wire.say({ type: 'TYPING', channelId });
    await bob.hears('NOTIFY_TYPING', { username: alice.name });
    const messageSequence = await alice.write(channelId, 'look');
    for (const person of [duke, earl]) {
      expect((await person.hears('NOTIFY_MESSAGE')).content).toBe('look');
      person.say({ type: 'READ_MESSAGE_ACK', channelId, messageSequence });
      person.say({ type: 'KEEP_ALIVE' });
      await alice.hears('NOTIFY_READ', { username: person.name, lastReadMessageSequence: messageSequence });
    }
    await alice.ask({ type: 'HAND_OVER_REQUEST', channelId, username: bob.name });
    await bob.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: earl.name });
    await earl.ask({ type: 'WRITE_MESSAGE', channelId, content: 'hey' }, 'ERROR');
    expect(await duke.ask({ type: 'QUIT_REQUEST', channelId }, 'QUIT_RESPONSE')).toEqual({ type: 'QUIT_RESPONSE', channelId });
    for (const device of [alice, bob]) await device.hears('NOTIFY_QUIT', { ...there(channelId), username: duke.name });
    await alice.write(channelId, 'they are gone');
    const { channels } = await duke.ask({ type: 'FETCH_CHANNELS_REQUEST' }, 'FETCH_CHANNELS_RESPONSE');
    expect(channels.map((channel) => channel.channelId)).not.toContain(channelId);
    expect([...duke.heard, ...earl.heard]).toEqual([]);
  });
});

it('what is refused is told in words alone', async () => {
  for (const [frame, messageType] of [
    [{ type: 'WRITE_MESSAGE', content: 'nowhere' }, 'WRITE_MESSAGE'],
    [{ type: 'WRITE_MESSAGE', channelId: 1, content: '' }, 'WRITE_MESSAGE'],
    [{ type: 'ENTER_REQUEST', channelId: 2 ** 40 }, 'ENTER_REQUEST'],
    [{ type: 'RESUME', channels: [] }, 'RESUME'],
  ] as const)
    expect(await earl.ask(frame, 'ERROR')).toMatchObject({ messageType, message: expect.stringMatching(/\w/) });
});

it('friends part, and both are told in their own words', async () => {
  expect(await duke.ask({ type: 'DISCONNECT_REQUEST', username: bob.name }, 'DISCONNECT_RESPONSE')).toMatchObject({
    status: 'DISCONNECTED',
  });
  await bob.hears('NOTIFY_DISCONNECT', { username: duke.name });
  await alice.ask({ type: 'DISCONNECT_REQUEST', username: duke.name });
  const asked = await duke.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' }, 'FETCH_CONNECTIONS_RESPONSE');
  expect(asked.connections).toEqual([{ username: earl.name, status: 'ACCEPTED' }]);
});

it('in all of this they heard nothing that they cannot read', () => {
  expect([...duke.undecodable, ...earl.undecodable]).toEqual([]);
});
