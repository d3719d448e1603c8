/** Section 4: what older clients hear, to the field. `Line` decodes strictly: a frame or a field too many fails whichever check comes next. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { PLAIN_ANSWERS } from './expected-replies.fixture.js';
import { call } from './http.fixture.js';
import type { Line } from './line.fixture.js';
import { newName, PASSWORD, Person } from './person.fixture.js';

let maru: RunningMaru;
beforeAll(async () => {
  maru = await startMaru();
});
afterAll(() => maru.close());

/** As such a client does it: no Accept, `Upgrade: h2c`, the secret from the text, an Origin of our own host. */
async function arrivePlain(name = newName()): Promise<{ person: Person; line: Line }> {
  const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAEAAEAAAAIAAAAB' };
  const person = await Person.arrive(maru, name);
  const login = await call(maru.url, 'POST', '/login', { body: { username: name, password: PASSWORD }, headers });
  const line = await person.open({ dialect: 'plain', headers: { Cookie: `SESSION=${login.text}`, Origin: maru.url } });
  return { person, line };
}

describe('two who speak it', () => {
  let ann: Line;
  let ben: Line;
  let names: { ann: string; ben: string };
  let channelId: unknown;

  beforeEach(async () => {
    const [one, two] = [await arrivePlain(), await arrivePlain()];
    [ann, ben] = [one.line, two.line];
    names = { ann: one.person.name, ben: two.person.name };
  });

  async function befriend(): Promise<void> {
    const { inviteCode } = await ben.ask({ type: 'FETCH_USER_INVITECODE_REQUEST' });
    await ann.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await ben.ask({ type: 'ACCEPT_REQUEST', username: names.ann });
    await Promise.all([ben.hears('ASK_INVITE'), ann.hears('NOTIFY_ACCEPT')]);
    ({ channelId } = await ann.ask({ type: 'CREATE_REQUEST', title: 'ours', participantUsername: names.ben }));
  }

  it('become friends and part', async () => {
    const code = await ben.ask({ type: 'FETCH_USER_INVITECODE_REQUEST' });
    expect(code).toEqual({ type: 'FETCH_USER_INVITE_CODE_RESPONSE', inviteCode: expect.stringMatching(/^[0-9A-Z]{26}$/) });
    expect(await ben.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' })).toEqual(code);
    const { inviteCode } = code;
    expect(await ann.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode })).toEqual({
      type: 'INVITE_RESPONSE',
      inviteCode,
      status: 'PENDING',
    });
    expect(await ben.hears('ASK_INVITE')).toEqual({ type: 'ASK_INVITE', username: names.ann });
    const pending = { type: 'FETCH_CONNECTIONS_REQUEST', status: 'PENDING' };
    // Other than ACCEPTED: only where the other invited.
    expect(await ann.ask(pending)).toEqual({ type: 'FETCH_CONNECTIONS_RESPONSE', connections: [] });
    expect(await ben.ask(pending)).toEqual({
      type: 'FETCH_CONNECTIONS_RESPONSE',
      connections: [{ username: names.ann, status: 'PENDING' }],
    });
    expect(await ben.ask({ type: 'ACCEPT_REQUEST', username: names.ann })).toEqual({ type: 'ACCEPT_RESPONSE', username: names.ann });
    expect(await ann.hears('NOTIFY_ACCEPT')).toEqual({ type: 'NOTIFY_ACCEPT', username: names.ben });
    expect(await ann.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' })).toEqual({
      type: 'FETCH_CONNECTIONS_RESPONSE',
      connections: [{ username: names.ben, status: 'ACCEPTED' }],
    });
    expect(await ann.ask({ type: 'DISCONNECT_REQUEST', username: names.ben })).toEqual({
      type: 'DISCONNECT_RESPONSE',
      username: names.ben,
      status: 'DISCONNECTED',
    });
    await ann.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    // Of the end of it nobody hears on this dialect: the next thing that he hears is the new invitation.
    await ben.hears('ASK_INVITE');
    expect(await ben.ask({ type: 'REJECT_REQUEST', username: names.ann })).toEqual({
      type: 'REJECT_RESPONSE',
      username: names.ann,
      status: 'REJECTED',
    });
    expect(ben.untaken()).toEqual([]);
    expect(ann.untaken()).toEqual([]);
  });

  it('talk where both have entered, and hear nothing else', async () => {
    await befriend();
    expect(channelId).toEqual(expect.any(Number));
    expect(await ben.hears('NOTIFY_JOIN')).toEqual({ type: 'NOTIFY_JOIN', channelId, title: 'ours' });
    const direct = { channelId, title: 'ours' };
    expect(await ben.repliesTo({ type: 'WRITE_MESSAGE', content: 'nowhere' })).toEqual([
      { type: 'ERROR', messageType: 'WRITE_MESSAGE', message: expect.any(String) },
    ]);
    expect(await ann.ask({ type: 'ENTER_REQUEST', channelId })).toEqual({ type: 'ENTER_RESPONSE', ...direct });
    // Ben has not entered: the first one is not for him.
    expect(await ann.repliesTo({ type: 'WRITE_MESSAGE', content: 'one' })).toEqual([]);
    expect(await ben.ask({ type: 'ENTER_REQUEST', channelId: { id: channelId } })).toEqual({ type: 'ENTER_RESPONSE', ...direct });
    expect(
      await ann.repliesTo({
        type: 'WRITE_MESSAGE',
        content: 'two',
        username: names.ann,
        channelId,
        clientMessageId: 'unknown here',
        requestId: 'too',
      }),
    ).toEqual([]);
    expect(await ben.hears('NOTIFY_MESSAGE')).toEqual({ type: 'NOTIFY_MESSAGE', channelId, username: names.ann, content: 'two' });
    expect(await ben.ask({ type: 'LEAVE_REQUEST' })).toEqual({ type: 'LEAVE_RESPONSE' });
    expect(await ben.repliesTo({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 2 }, { type: 'KEEP_ALIVE' })).toEqual([]);
    await ann.repliesTo({ type: 'WRITE_MESSAGE', content: 'three' });
    await ben.ask({ type: 'ENTER_REQUEST', channelId });
    await ann.repliesTo({ type: 'WRITE_MESSAGE', content: 'four' });
    expect(await ben.hears('NOTIFY_MESSAGE')).toMatchObject({ content: 'four' });
    expect(await ben.ask({ type: 'QUIT_REQUEST', channelId })).toEqual({ type: 'QUIT_RESPONSE', channelId });
    expect(await ben.ask({ type: 'FETCH_CHANNELS_LIST_REQUEST' })).toEqual({ type: 'FETCH_CHANNELS_LIST_RESPONSE', channels: [] });
    for (const line of [ann, ben]) expect(line.untaken()).toEqual([]);
  });

  it('share groups by code', async () => {
    await befriend();
    await ben.hears('NOTIFY_JOIN');
    const { person: third, line } = await arrivePlain();
    const made = await ann.ask({ type: 'CREATE_REQUEST', title: ' a group ', participantUsernames: [names.ben, names.ben.toUpperCase()] });
    expect(made).toEqual({ type: 'CREATE_RESPONSE', channelId: expect.any(Number), title: 'a group' });
    expect(await ben.hears('NOTIFY_JOIN')).toEqual({ ...made, type: 'NOTIFY_JOIN' });
    const groupId = made.channelId;
    for (const type of ['FETCH_CHANNEL_INVITECODE_REQUEST', 'FETCH_CHANNEL_INVITE_CODE_REQUEST']) {
      const { inviteCode, ...rest } = await ben.ask({ type, channelId: groupId });
      expect(rest).toEqual({ type: 'FETCH_CHANNEL_INVITE_CODE_RESPONSE', channelId: groupId });
      expect(await line.ask({ type: 'JOIN_REQUEST', inviteCode })).toEqual({ type: 'JOIN_RESPONSE', channelId: groupId, title: 'a group' });
    }
    for (const [asked, answered] of [
      ['FETCH_CHANNELS_REQUEST', 'FETCH_CHANNELS_RESPONSE'],
      ['FETCH_CHANNELS_LIST_REQUEST', 'FETCH_CHANNELS_LIST_RESPONSE'],
    ])
      expect(await line.ask({ type: asked })).toEqual({
        type: answered,
        channels: [{ channelId: groupId, title: 'a group', headCount: 3 }],
      });
    await line.ask({ type: 'QUIT_REQUEST', channelId: groupId });
    expect(await line.ask({ type: 'ENTER_REQUEST', channelId: groupId })).toEqual({
      type: 'ERROR',
      messageType: 'ENTER_REQUEST',
      message: expect.any(String),
    });
    expect(third.line.untaken('NOTIFY_QUIT')).toHaveLength(1);
    for (const one of [ann, ben, line]) expect(one.untaken()).toEqual([]);
  });

  it('make a direct channel with one name in either field, its title the other’s name where there is none', async () => {
    await befriend();
    await ben.ask({ type: 'QUIT_REQUEST', channelId });
    const again = await ann.ask({ type: 'CREATE_REQUEST', title: 'other', participantUsernames: [names.ben] });
    expect(again).toEqual({ type: 'CREATE_RESPONSE', channelId, title: 'ours' });
    const { person, line } = await arrivePlain();
    const { inviteCode } = await ann.ask({ type: 'FETCH_USER_INVITECODE_REQUEST' });
    await line.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await ann.ask({ type: 'ACCEPT_REQUEST', username: person.name });
    ann.forget();
    const untitled = await line.ask({ type: 'CREATE_REQUEST', title: '', participantUsernames: [names.ann] });
    expect(untitled).toEqual({ type: 'CREATE_RESPONSE', channelId: expect.any(Number), title: names.ann });
    expect(await ann.hears('NOTIFY_JOIN')).toEqual({ type: 'NOTIFY_JOIN', channelId: untitled.channelId, title: person.name });
    expect(await ann.ask({ type: 'ENTER_REQUEST', channelId: untitled.channelId })).toMatchObject({ title: person.name });
    const { channels } = await line.ask({ type: 'FETCH_CHANNELS_LIST_REQUEST' });
    expect(channels).toEqual([{ channelId: untitled.channelId, title: names.ann, headCount: 2 }]);
  });
});

it.each(
  Object.keys(PLAIN_ANSWERS).filter((type) =>
    /CHANNEL_|ENTER|QUIT|JOIN|WRITE|READ|CREATE|STATUS|CONNECTIONS|INVITE_REQUEST|ACCEPT|REJECT|DISC/.test(type),
  ),
)('%s without its fields is refused, with three fields', async (type) => {
  const { line } = await arrivePlain();
  expect(await line.ask({ type, requestId: 'unknown here' })).toEqual({
    type: 'ERROR',
    messageType: type,
    message: expect.stringMatching(/./),
  });
});

it('knows only its own frames', async () => {
  const { line } = await arrivePlain();
  const ours = [
    'RESUME',
    'TYPING',
    'FETCH_MESSAGES_REQUEST',
    'SEARCH_MESSAGES_REQUEST',
    'HAND_OVER_REQUEST',
    'FETCH_PRESENCE_REQUEST',
    'UPDATE_CHANNEL_REQUEST',
    'toString',
    '__proto__',
  ];
  for (const type of ours) expect(await line.ask({ type })).toEqual({ type: 'ERROR', messageType: type, message: expect.any(String) });
  for (const text of ['no JSON', '[]', '{"type":7}']) expect(await line.ask(text)).toMatchObject({ messageType: 'UNKNOWN' });
});

it('both dialects meet in one channel, and each hears its own', async () => {
  const { person: ann, line: old } = await arrivePlain();
  const ben = await Person.arrive(maru);
  await ann.befriend(ben);
  await old.hears('NOTIFY_ACCEPT');
  const channelId = await ann.createGroup(ben);
  await old.ask({ type: 'ENTER_REQUEST', channelId });
  const ack = await ben.line.ask({ type: 'WRITE_MESSAGE', channelId, content: '안녕 👋', clientMessageId: 'mine' });
  expect(await old.hears('NOTIFY_MESSAGE')).toEqual({ type: 'NOTIFY_MESSAGE', channelId, username: ben.name, content: '안녕 👋' });
  expect(await ann.line.hears('NOTIFY_MESSAGE')).toMatchObject({
    channelId: { id: channelId },
    messageSequence: ack.messageSequence,
    content: '안녕 👋',
  });
  await old.repliesTo({ type: 'WRITE_MESSAGE', content: 'from the past' });
  expect(await ben.line.hears('NOTIFY_MESSAGE')).toMatchObject({ username: ann.name, content: 'from the past', messageSequence: 2 });
  // My own other sockets hear my messages: on this dialect where the session has entered, on the other with all fields.
  expect(await ann.line.hears('NOTIFY_MESSAGE')).toMatchObject({ content: 'from the past' });
  await ann.line.ask({ type: 'ENTER_REQUEST', channelId });
  await ann.line.ask({ type: 'WRITE_MESSAGE', content: 'by the same, elsewhere' });
  expect(await old.hears('NOTIFY_MESSAGE')).toEqual({
    type: 'NOTIFY_MESSAGE',
    channelId,
    username: ann.name,
    content: 'by the same, elsewhere',
  });
  // Nothing of what only our dialect knows reaches the old one.
  await ben.line.repliesTo({ type: 'TYPING', channelId }, { type: 'READ_MESSAGE_ACK', channelId, messageSequence: 3 });
  await ann.line.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title: 'new' });
  await ann.line.ask({ type: 'HAND_OVER_REQUEST', channelId, username: ben.name });
  await ben.line.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: ann.name });
  await ann.line.hears('NOTIFY_QUIT', { channelId: { id: channelId } });
  expect(await old.ask({ type: 'FETCH_CHANNELS_REQUEST' })).toEqual({ type: 'FETCH_CHANNELS_RESPONSE', channels: [] });
  expect(old.untaken()).toEqual([]);
});
