import { FetchChannelsQuery } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayHouse, told } from '../../gateway.fixture.js';
import type { Talker } from '../../gateway.fixture.js';

const ROOM = 42;
let house: GatewayHouse;
let bob: Talker;

beforeEach(async () => {
  house = await GatewayHouse.start();
  house.memberships.set(2, [ROOM]).set(1, [ROOM]);
  bob = await house.talker(2, { protocols: [] });
});
afterEach(() => house.close());

const enter = async (talker: Talker): Promise<void> => {
  talker.say({ type: 'ENTER_REQUEST', channelId: ROOM });
  const [command] = await house.published('Enter');
  const frame = JSON.stringify({
    type: 'ENTER_RESPONSE',
    channelId: { id: ROOM },
    title: '',
    lastReadMessageSequence: 0,
    lastMessageSequence: 0,
  });
  const { userId, sessionId } = command!.asker;
  await house.deliver({ kind: 'active', userId, sessionId, channelId: ROOM }, { kind: 'answer', to: command!.asker, frame, with: 'alice' });
  await talker.hear('ENTER_RESPONSE');
};

describe('a plain socket', () => {
  it('is not greeted, and is answered in its own spelling with the fields it knows', async () => {
    house.service.platform.queries.serve(FetchChannelsQuery, async () => ({
      channels: [
        {
          channelId: { id: ROOM },
          title: '',
          kind: 'DIRECT' as const,
          public: false,
          headCount: 2,
          with: 'alice',
          lastMessageSequence: 0,
          lastReadMessageSequence: 0,
          unreadCount: 0,
          notify: 'ALL' as const,
        },
      ],
    }));
    bob.say({ type: 'FETCH_CHANNELS_LIST_REQUEST', requestId: 'r' });
    bob.say({ type: 'RESUME', channels: [] });
    await bob.hear('ERROR');
    expect(bob.heard).toEqual([
      { type: 'FETCH_CHANNELS_LIST_RESPONSE', channels: [{ channelId: ROOM, title: 'alice', headCount: 2 }] },
      { type: 'ERROR', messageType: 'RESUME', message: expect.any(String) as string },
    ]);
  });

  it('hears messages of the channel it has entered, its own without an ack, and no others', async () => {
    const alice = await house.talker(1);
    await house.deliver(told(ROOM, 1));
    await alice.hearShort('42/1');
    await enter(bob);
    bob.say({ type: 'WRITE_MESSAGE', content: 'hello' });
    const [write] = await house.published('WriteMessage');
    expect(write).toMatchObject({ channelId: ROOM, content: 'hello', chosenByClient: false });
    await house.deliver(told(ROOM, 2, write), told(ROOM, 3));
    bob.say({ type: 'KEEP_ALIVE' });
    bob.say({ type: 'READ_MESSAGE_ACK', channelId: ROOM, messageSequence: 3 });
    const [read] = await house.published('ReadMessage');
    await house.deliver({ kind: 'answer', to: read!.asker });
    await alice.hearShort('42/3');
    await bob.hear('NOTIFY_MESSAGE');
    expect(bob.heard).toEqual([
      { type: 'ENTER_RESPONSE', channelId: ROOM, title: 'alice' },
      { type: 'NOTIFY_MESSAGE', channelId: ROOM, username: 'dora', content: 'm3' },
    ]);
  });

  it('hears what a session of its own user writes elsewhere, and is heard by those who speak otherwise', async () => {
    await enter(bob);
    const again = await house.talker(2, { secret: 'elsewhere' });
    again.say({ type: 'WRITE_MESSAGE', channelId: ROOM, content: 'from my desk' });
    const [write] = await house.published('WriteMessage');
    await house.deliver(told(ROOM, 1, write));
    await again.hear('WRITE_MESSAGE_ACK');
    expect(await bob.hear('NOTIFY_MESSAGE')).toEqual({ type: 'NOTIFY_MESSAGE', channelId: ROOM, username: 'bob', content: 'from my desk' });
  });

  it('hears no more once it has left', async () => {
    await enter(bob);
    await house.deliver({ kind: 'active', userId: 2, sessionId: 'public-secret-2' }, told(ROOM, 1));
    await house.deliver({ kind: 'user', userId: 2, frame: '{"type":"ASK_INVITE","username":"alice"}' });
    await bob.hear('ASK_INVITE');
    expect(bob.types()).toEqual(['ENTER_RESPONSE', 'ASK_INVITE']);
  });

  it('hears of presence, typing, reading, roles and a drain nothing at all', async () => {
    await enter(bob);
    const frames = [
      { type: 'NOTIFY_TYPING', channelId: { id: ROOM }, username: 'alice' },
      { type: 'NOTIFY_READ', channelId: { id: ROOM }, username: 'alice', lastReadMessageSequence: 1 },
      { type: 'NOTIFY_ROLE', channelId: { id: ROOM }, username: 'alice', role: 'OWNER' },
    ];
    await house.deliver(...frames.map((frame) => ({ kind: 'channel', channelId: ROOM, frame: JSON.stringify(frame) }) as const));
    const closing = house.service.close();
    expect(await bob.closed()).toBe(4000);
    expect(bob.types()).toEqual(['ENTER_RESPONSE']);
    await closing;
    house = await GatewayHouse.start();
  });
});
