import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FindUnread, type Person, READ_NOTIFIED_MEMBERS } from '@maru/contracts';
import { MessageStore } from '@maru/ports';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

const CHANNEL = 42;
let house: MessageHouse;
beforeEach(async () => {
  house = await MessageHouse.start();
  await house.admit(CHANNEL, [alice, bob, carol]);
  for (const content of ['a', 'b', 'c', 'd', 'e']) await house.write(alice, CHANNEL, content);
  await house.clock.advance(5_000);
  house.forget();
});
afterEach(() => house.close());

const pointerOf = async (person: Person) => {
  const [reader] = await house.get(MessageStore).readersOf(CHANNEL, [person.userId]);
  return reader?.lastReadMessageSequence;
};
const told = (type: string) =>
  house.deliveries.flatMap((delivery) => {
    if (delivery.kind !== 'user' && delivery.kind !== 'channel') return [];
    const frame = JSON.parse(delivery.frame) as Record<string, unknown>;
    return frame['type'] === type ? [frame] : [];
  });
const reads = () => told('NOTIFY_READ');
const unreads = () => told('NOTIFY_UNREAD');

describe('reading', () => {
  it('moves the pointer before it is answered, in silence', async () => {
    expect(await house.read(bob, CHANNEL, 3)).toBeUndefined();
    expect(await pointerOf(bob)).toBe(3);
    const ask = { userId: bob.userId, channelIds: [CHANNEL] };
    const { channels } = await house.service.ask(FindUnread, ask);
    expect(channels).toMatchObject([{ lastReadMessageSequence: 3, lastMessageSequence: 5 }]);
  });

  it('is cut at the last message, and never goes back', async () => {
    await house.read(bob, CHANNEL, 999);
    expect(await pointerOf(bob)).toBe(5);
    await house.read(bob, CHANNEL, 2);
    expect(await pointerOf(bob)).toBe(5);
  });

  it('is refused to strangers, and in a view that was quit', async () => {
    expect(await house.read({ userId: 9, username: 'mallory' }, CHANNEL, 1)).toBe('NOT_A_MEMBER');
    await house.dismiss(CHANNEL, bob, true);
    expect(await house.read(bob, CHANNEL, 1)).toBe('NOT_A_MEMBER');
  });

  it('is one fact per channel and batch', async () => {
    await house.askAll([
      [bob, { type: 'ReadMessage', channelId: CHANNEL, messageSequence: 1 }],
      [bob, { type: 'ReadMessage', channelId: CHANNEL, messageSequence: 4 }],
      [carol, { type: 'ReadMessage', channelId: CHANNEL, messageSequence: 2 }],
    ]);
    const event = await house.until(() => house.events[0]);
    const readers = [
      { userId: bob.userId, lastReadMessageSequence: 4 },
      { userId: carol.userId, lastReadMessageSequence: 2 },
    ];
    expect(event).toMatchObject({ type: 'MessagesRead', channelId: CHANNEL, readers });
    expect(house.events).toHaveLength(1);
  });
});

describe('who is told of it', () => {
  it('is the members but for the socket that read, and all own sockets of what is unread', async () => {
    await house.read(bob, CHANNEL, 3, 77);
    await house.until(() => unreads()[0]);
    const except = { gatewayId: 'gateway', socketId: 77 };
    const [read, unread] = house.deliveries.filter(({ kind }) => kind !== 'answer');
    expect(read).toMatchObject({ kind: 'channel', channelId: CHANNEL, except });
    expect(reads()).toMatchObject([{ username: 'bob', lastReadMessageSequence: 3 }]);
    expect(unread).toMatchObject({ kind: 'user', userId: bob.userId });
    expect(unread).not.toHaveProperty('except');
    expect(unreads()).toMatchObject([{ unreadCount: 2, lastMessageSequence: 5 }]);
  });

  it('is nobody where nothing moved', async () => {
    await house.read(bob, CHANNEL, 3);
    await house.clock.advance(5_000);
    house.forget();
    await house.read(bob, CHANNEL, 3);
    await house.clock.advance(5_000);
    expect([reads(), unreads()]).toEqual([[], []]);
  });

  it('hears at once, then once a second, and the last word is true', async () => {
    for (const sequence of [1, 2, 3]) await house.read(bob, CHANNEL, sequence);
    expect(reads()).toMatchObject([{ lastReadMessageSequence: 1 }]);
    await house.write(alice, CHANNEL, 'f');
    await house.clock.advance(999);
    expect(reads()).toHaveLength(1);
    await house.clock.advance(1);
    expect(reads().slice(1)).toMatchObject([{ lastReadMessageSequence: 3 }]);
    await house.clock.advance(5_000);
    expect(reads()).toHaveLength(2);
    expect(unreads().filter(({ unreadCount }) => unreadCount !== 0)).toMatchObject([
      { unreadCount: 4, lastMessageSequence: 5 },
      { unreadCount: 3, lastMessageSequence: 6 },
    ]);
  });

  it('hears no NOTIFY_READ of one who writes', async () => {
    await house.write(bob, CHANNEL, 'mine');
    await house.until(() => unreads()[0]);
    expect(unreads()).toMatchObject([{ unreadCount: 0, lastMessageSequence: 6 }]);
    await house.clock.advance(5_000);
    expect(reads()).toEqual([]);
    expect(await pointerOf(bob)).toBe(6);
  });

  it('is told nothing late of who is no member any more', async () => {
    for (const sequence of [1, 2]) await house.read(bob, CHANNEL, sequence);
    await house.dismiss(CHANNEL, bob);
    await house.write(alice, CHANNEL, 'f');
    house.forget();
    await house.clock.advance(5_000);
    expect(reads()).toEqual([]);
    expect(house.deliveries.some((delivery) => delivery.kind === 'user' && delivery.userId === bob.userId)).toBe(false);
  });
});

describe('a crowd', () => {
  const crowd = (count: number) => Array.from({ length: count }, (_, index) => ({ userId: 1_000 + index, username: `user${index}` }));

  it.each([
    [READ_NOTIFIED_MEMBERS, 'channel'],
    [READ_NOTIFIED_MEMBERS + 1, 'user'],
  ])('of %i members: told to the %s', async (count, kind) => {
    const members = crowd(count);
    await house.admit(43, members);
    await house.write(members[0]!, 43, 'hello');
    house.forget();
    await house.read(members[1]!, 43, 1);
    await house.until(() => reads()[0]);
    const read = house.deliveries.find((delivery) => 'frame' in delivery && delivery.frame?.includes('NOTIFY_READ'));
    expect(read).toMatchObject({ kind, except: { socketId: members[1]!.userId } });
  });
});

it('says what is pending when it drains', async () => {
  for (const sequence of [1, 2]) await house.read(bob, CHANNEL, sequence);
  house.forget();
  await house.close();
  expect(reads()).toMatchObject([{ lastReadMessageSequence: 2 }]);
  expect(unreads()).toMatchObject([{ unreadCount: 3 }]);
});
