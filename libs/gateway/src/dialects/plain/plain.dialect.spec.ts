import { describe, expect, it } from 'vitest';
import { plain } from './plain.dialect.js';

const ME = { username: 'alice', activeChannelId: undefined };

function read(frame: object): unknown {
  const incoming = plain.read(JSON.stringify(frame));
  return incoming.ok ? incoming.frame : incoming;
}

function answered(messageType: string, frame: object, other?: string): unknown {
  const text = plain.writeAnswer(JSON.stringify(frame), { messageType, requestId: 'r' }, ME, other);
  return text === undefined ? undefined : JSON.parse(text);
}

function heard(frame: object): unknown {
  const text = plain.writeNotification(JSON.stringify(frame), ME);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('what it asks', () => {
  it.each([
    ['FETCH_USER_INVITECODE_REQUEST', 'FETCH_USER_INVITE_CODE_REQUEST'],
    ['FETCH_USER_INVITE_CODE_REQUEST', 'FETCH_USER_INVITE_CODE_REQUEST'],
    ['FETCH_CHANNELS_LIST_REQUEST', 'FETCH_CHANNELS_REQUEST'],
    ['FETCH_CHANNELS_REQUEST', 'FETCH_CHANNELS_REQUEST'],
    ['FETCH_CHANNEL_INVITECODE_REQUEST', 'FETCH_CHANNEL_INVITE_CODE_REQUEST'],
    ['FETCH_CHANNEL_INVITE_CODE_REQUEST', 'FETCH_CHANNEL_INVITE_CODE_REQUEST'],
  ])('%s is our %s', (spelled, type) => {
    expect(plain.read(JSON.stringify({ type: spelled }))).toMatchObject({ ok: true, messageType: spelled, frame: { type } });
  });

  it.each(['RESUME', 'TYPING', 'FETCH_MESSAGES_REQUEST', 'constructor', 'nothing'])('%s does not exist for it', (type) => {
    expect(read({ type })).toMatchObject({ ok: false, messageType: type, code: 'UNKNOWN_TYPE' });
  });

  it('passes on what it knows of a frame, and nothing else', () => {
    expect(read({ type: 'WRITE_MESSAGE', content: 'hi', clientMessageId: 'c', requestId: 'r' })).toEqual({
      type: 'WRITE_MESSAGE',
      content: 'hi',
    });
  });

  it('one name among the participants is a direct channel, more are a group', () => {
    expect(read({ type: 'CREATE_REQUEST', title: 'two', participantUsernames: ['bob'] })).toEqual({
      type: 'CREATE_REQUEST',
      title: 'two',
      participantUsername: 'bob',
    });
    expect(read({ type: 'CREATE_REQUEST', title: '', participantUsername: 'bob' })).toEqual({
      type: 'CREATE_REQUEST',
      participantUsername: 'bob',
    });
    expect(read({ type: 'CREATE_REQUEST', title: 'all', participantUsernames: ['bob', 'carol'] })).toEqual({
      type: 'CREATE_REQUEST',
      title: 'all',
      participantUsernames: ['bob', 'carol'],
    });
  });
});

describe('what it is answered', () => {
  it('has exactly the fields it knows', () => {
    expect(answered('INVITE_REQUEST', { type: 'INVITE_RESPONSE', inviteCode: 'C', username: 'bob', status: 'PENDING' })).toEqual({
      type: 'INVITE_RESPONSE',
      inviteCode: 'C',
      status: 'PENDING',
    });
    expect(answered('QUIT_REQUEST', { type: 'QUIT_RESPONSE', channelId: { id: 4 } })).toEqual({ type: 'QUIT_RESPONSE', channelId: 4 });
    expect(answered('LEAVE_REQUEST', { type: 'LEAVE_RESPONSE' })).toEqual({ type: 'LEAVE_RESPONSE' });
  });

  it('names a direct channel without a title after the other', () => {
    const created = { type: 'CREATE_RESPONSE', channelId: { id: 4 }, title: '', kind: 'DIRECT', public: false };
    expect(answered('CREATE_REQUEST', created, 'Bob')).toEqual({ type: 'CREATE_RESPONSE', channelId: 4, title: 'Bob' });
  });

  it('is spelled as it was asked', () => {
    const channels = [
      { channelId: { id: 4 }, title: '', kind: 'DIRECT', public: false, headCount: 2, with: 'Bob', unreadCount: 3, notify: 'ALL' },
      { channelId: { id: 5 }, title: '점심', kind: 'GROUP', public: false, headCount: 9, unreadCount: 0, notify: 'ALL' },
    ];
    const shown = [
      { channelId: 4, title: 'Bob', headCount: 2 },
      { channelId: 5, title: '점심', headCount: 9 },
    ];
    for (const [asked, type] of [
      ['FETCH_CHANNELS_LIST_REQUEST', 'FETCH_CHANNELS_LIST_RESPONSE'],
      ['FETCH_CHANNELS_REQUEST', 'FETCH_CHANNELS_RESPONSE'],
    ] as const)
      expect(answered(asked, { type: 'FETCH_CHANNELS_RESPONSE', channels })).toEqual({ type, channels: shown });
  });

  it('shows of open invitations only those of others', () => {
    const connections = [
      { username: 'bob', status: 'PENDING', inviter: 'bob' },
      { username: 'carol', status: 'PENDING', inviter: 'Alice' },
      { username: 'dave', displayName: '데이브', status: 'ACCEPTED', inviter: 'alice' },
    ];
    expect(answered('FETCH_CONNECTIONS_REQUEST', { type: 'FETCH_CONNECTIONS_RESPONSE', connections })).toEqual({
      type: 'FETCH_CONNECTIONS_RESPONSE',
      connections: [
        { username: 'bob', status: 'PENDING' },
        { username: 'dave', status: 'ACCEPTED' },
      ],
    });
  });

  it('is nothing for a message, and two fields for a refusal', () => {
    expect(
      answered('WRITE_MESSAGE', { type: 'WRITE_MESSAGE_ACK', channelId: { id: 4 }, messageSequence: 1, createdAt: 1 }),
    ).toBeUndefined();
    expect(JSON.parse(plain.writeRefusal({ code: 'NOT_A_MEMBER', message: 'no' }, { messageType: 'QUIT_REQUEST' }))).toEqual({
      type: 'ERROR',
      messageType: 'QUIT_REQUEST',
      message: 'no',
    });
  });
});

describe('what it hears unasked', () => {
  const channel = { channelId: { id: 4 }, title: '점심', kind: 'GROUP', public: false };

  it('hears of an invitation, of its acceptance by the other, and of a channel that another made with it', () => {
    expect(heard({ type: 'ASK_INVITE', username: 'bob' })).toEqual({ type: 'ASK_INVITE', username: 'bob' });
    expect(heard({ type: 'NOTIFY_ACCEPT', username: 'bob' })).toEqual({ type: 'NOTIFY_ACCEPT', username: 'bob' });
    expect(heard({ type: 'NOTIFY_JOIN', ...channel, username: 'alice', by: 'bob' })).toEqual({
      type: 'NOTIFY_JOIN',
      channelId: 4,
      title: '점심',
    });
    expect(heard({ type: 'NOTIFY_JOIN', ...channel, title: '', kind: 'DIRECT', username: 'alice', by: 'bob' })).toEqual({
      type: 'NOTIFY_JOIN',
      channelId: 4,
      title: 'bob',
    });
  });

  it.each([
    { type: 'NOTIFY_ACCEPT', username: 'bob', by: 'alice' },
    { type: 'NOTIFY_JOIN', ...channel, username: 'bob' },
    { type: 'NOTIFY_JOIN', ...channel, username: 'alice' },
    { type: 'NOTIFY_QUIT', channelId: { id: 4 }, username: 'bob' },
    { type: 'NOTIFY_DISCONNECT', username: 'bob' },
    { type: 'NOTIFY_UNREAD', channelId: { id: 4 }, unreadCount: 1, lastMessageSequence: 1 },
    { type: 'NOTIFY_PRESENCE', username: 'bob', online: true },
    { type: 'NOTIFY_PROFILE', username: 'bob', displayName: '밥' },
    { type: 'NOTIFY_SETTINGS' },
    { type: 'NOTIFY_LEVEL', channelId: { id: 4 }, notify: 'NONE' },
    { type: 'GOING_AWAY', reconnectInMs: 1 },
  ])('hears nothing of %o', (frame) => {
    expect(heard(frame)).toBeUndefined();
  });
});
