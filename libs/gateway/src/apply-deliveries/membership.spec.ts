import { type Delivered, FindMemberships } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayHouse, told } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';

const ROOM = 42;
const bobHimself = { userId: 2, username: 'bob' };

let house: GatewayHouse;
beforeEach(async () => {
  house = await GatewayHouse.start();
});
afterEach(() => house.close());

const joined: Delivered = { kind: 'joined', channelId: ROOM, members: [bobHimself] };
const left: Delivered = { kind: 'left', channelId: ROOM, userIds: [2] };
const quit = (username: string) => JSON.stringify({ type: 'NOTIFY_QUIT', channelId: { id: ROOM }, username });
/** What bob was told, when all that was delivered has come to him. */
async function heardBy(talker: Talker): Promise<string[]> {
  await house.deliver({ kind: 'user', userId: 2, frame: '{"type":"NOTIFY_INVITE","username":"end"}' });
  await talker.hear('NOTIFY_INVITE');
  return talker.inShort().filter((text) => text !== 'HELLO' && text !== 'NOTIFY_INVITE');
}

describe('who has joined', () => {
  it('hears the channel from there on, on all sockets, those that come later too', async () => {
    const [one, two] = [await house.talker(2), await house.talker(2)];
    await house.deliver(told(ROOM, 1), joined, told(ROOM, 2));
    await two.hearShort('42/2');
    const later = await house.talker(2);
    await house.deliver(joined, told(ROOM, 3));
    for (const talker of [one, two, later]) await talker.hearShort('42/3');
    expect(await heardBy(one)).toEqual(['42/2', '42/3']);
    expect(await heardBy(later)).toEqual(['42/3']);
  });

  it('hears what is told to the channel in the same breath', async () => {
    const bob = await house.talker(2);
    const join = JSON.stringify({
      type: 'NOTIFY_JOIN',
      channelId: { id: ROOM },
      username: 'bob',
      title: 't',
      kind: 'GROUP',
      public: false,
    });
    await house.deliver(joined, { kind: 'channel', channelId: ROOM, frame: join });
    expect(await bob.hear('NOTIFY_JOIN')).toMatchObject({ username: 'bob' });
  });
});

describe('who has left', () => {
  it('hears what came before, what is told of it, and then nothing', async () => {
    house.memberships.set(2, [ROOM]);
    const bob = await house.talker(2);
    await house.deliver(told(ROOM, 1), { kind: 'user', userId: 2, frame: quit('bob') }, left, {
      kind: 'channel',
      channelId: ROOM,
      frame: quit('carol'),
    });
    await house.deliver(told(ROOM, 2));
    expect((await heardBy(bob)).toSorted()).toEqual(['42/1', 'NOTIFY_QUIT']);
  });

  it('hears nothing of it from another sender either, who has not heard of that yet', async () => {
    house.memberships.set(2, [ROOM]);
    const bob = await house.talker(2);
    const unread = (channelId: number): Delivered => {
      const frame = JSON.stringify({ type: 'NOTIFY_UNREAD', channelId: { id: channelId }, unreadCount: 0, lastMessageSequence: 1 });
      return { kind: 'user', userId: 2, channelId, frame };
    };
    await house.deliver(unread(ROOM), left);
    await house.deliver(unread(ROOM));
    expect(await heardBy(bob)).toEqual(['NOTIFY_UNREAD']);
  });

  it('has no active channel there any more', async () => {
    house.memberships.set(2, [ROOM]);
    const bob = await house.talker(2);
    await house.deliver({ kind: 'active', userId: 2, sessionId: 'public-secret-2', channelId: ROOM });
    bob.say({ type: 'WRITE_MESSAGE', content: 'in' });
    const [write] = await house.published('WriteMessage');
    expect(write?.channelId).toBe(ROOM);
    await house.deliver(told(ROOM, 1, write), left);
    bob.say({ type: 'WRITE_MESSAGE', content: 'out' });
    expect(await bob.hear('ERROR')).toMatchObject({ code: 'NO_ACTIVE_CHANNEL' });
  });

  it('is answered all the same what he wrote before', async () => {
    house.memberships.set(2, [ROOM]);
    const bob = await house.talker(2);
    bob.say({ type: 'WRITE_MESSAGE', channelId: ROOM, content: 'last words' });
    const [write] = await house.published('WriteMessage');
    await house.deliver(left, told(ROOM, 1, write));
    expect(await bob.hear('WRITE_MESSAGE_ACK')).toMatchObject({ messageSequence: 1 });
  });

  it('and comes back, hears what comes then, and not what was between', async () => {
    house.memberships.set(2, [ROOM]);
    const bob = await house.talker(2);
    await house.talker(1);
    await house.deliver(told(ROOM, 1), left, told(ROOM, 2), joined, told(ROOM, 3));
    await bob.hearShort('42/3');
    expect(bob.inShort()).toEqual(['HELLO', '42/1', '42/3']);
  });
});

describe('what changes while the channels of one who comes are asked for', () => {
  it.each([
    ['a channel that was joined is heard', [], [joined], true],
    ['a channel that was left is not', [ROOM], [left], false],
    ['the last change counts', [ROOM], [left, joined], true],
    ['the last change counts', [], [joined, left], false],
  ])('is not lost: %s', async (_title: string, answered: number[], changes: Delivered[], hears: boolean) => {
    const other = await GatewayHouse.start({}, { memberships: false });
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    other.service.platform.queries.serve(FindMemberships, async () => {
      asked.resolve();
      await gate.promise;
      return { channelIds: [...answered] };
    });
    const opened = other.talker(2);
    await asked.promise;
    await other.deliver(...changes);
    gate.resolve();
    const bob = await opened;
    await other.deliver(told(ROOM, 1));
    await other.deliver({ kind: 'user', userId: 2, frame: '{"type":"NOTIFY_INVITE","username":"end"}' });
    await bob.hear('NOTIFY_INVITE');
    if (hears) await bob.hearShort('42/1');
    bob.say({ type: 'KEEP_ALIVE' });
    await bob.hear('KEEP_ALIVE_RESPONSE');
    expect(bob.inShort().includes('42/1')).toBe(hears);
    await other.close();
  });
});
