import { MessageStore, WriterConflict } from '@maru/ports';
import { waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alice, bob, carol, MessageHouse, type Wish } from '../message.fixture.js';

const CHANNEL = 42;
let house: MessageHouse;
beforeEach(async () => {
  house = await MessageHouse.start();
  await house.admit(CHANNEL, [alice, bob]);
});
afterEach(() => house.close());

const write = (content: string, clientMessageId: string): Wish => {
  return { type: 'WriteMessage', channelId: CHANNEL, content, clientMessageId, chosenByClient: true };
};

describe('a message', () => {
  it('is acked, told to all, and published', async () => {
    const createdAt = house.clock.now();
    const ack = { type: 'WRITE_MESSAGE_ACK', channelId: { id: CHANNEL }, messageSequence: 1, createdAt, clientMessageId: 'one' };
    expect(await house.write(alice, CHANNEL, '안녕하세요!', 'one')).toEqual(ack);

    const view = { channelId: { id: CHANNEL }, messageSequence: 1, username: 'alice', content: '안녕하세요!', createdAt };
    const [message] = house.messagesOf(CHANNEL);
    expect(message).toMatchObject({ channelId: CHANNEL, messageSequence: 1, senderId: 1, ack: { to: { userId: 1, socketId: 1 } } });
    expect(JSON.parse(message!.frame)).toEqual({ type: 'NOTIFY_MESSAGE', ...view });
    expect(JSON.parse(message!.own)).toEqual({ type: 'NOTIFY_MESSAGE', ...view, clientMessageId: 'one' });

    const event = await house.until(() => house.events[0]);
    const { eventId, at } = event;
    const known = { type: 'MessageWritten', v: 1, eventId, at };
    expect(event).toEqual({ ...known, channelId: CHANNEL, messageSequence: 1, sender: alice, content: '안녕하세요!', createdAt });
  });

  it('keeps its content byte for byte', async () => {
    const content = ' \t e\u0301 é 👨‍👩‍👧 \r\n';
    await house.write(alice, CHANNEL, content);
    expect(await house.get(MessageStore).lastMessages([CHANNEL])).toMatchObject([{ content }]);
  });

  it('shows no client id that no client chose', async () => {
    expect(await house.write(alice, CHANNEL, 'hello')).not.toHaveProperty('clientMessageId');
    const [message] = house.messagesOf(CHANNEL);
    expect(message!.own).toBe(message!.frame);
  });

  it('takes its place behind the one before it, also in time', async () => {
    const answers = await house.askAll([
      [alice, write('a', '1')],
      [bob, write('b', '2')],
    ]);
    expect(answers).toMatchObject([{ messageSequence: 1 }, { messageSequence: 2 }]);
    const now = house.clock.now();
    vi.spyOn(house.clock, 'now').mockReturnValue(now - 60_000);
    expect(await house.write(alice, CHANNEL, 'c')).toMatchObject({ messageSequence: 3, createdAt: now });
  });

  it('is refused to who is no member, and in a channel that does not exist', async () => {
    expect(await house.write(carol, CHANNEL, 'hello')).toBe('NOT_A_MEMBER');
    expect(await house.write(alice, 999, 'hello')).toBe('NOT_A_MEMBER');
    expect(await house.get(MessageStore).heads([CHANNEL, 999])).toMatchObject([{ channelId: CHANNEL, lastMessageSequence: 0 }]);
  });
});

describe('a client id that comes again', () => {
  it('is the same message, in the same batch and ever after', async () => {
    const [first, again] = await house.askAll([
      [alice, write('a', 'same')],
      [alice, write('a', 'same')],
    ]);
    await house.clock.advance(60_000);
    const late = await house.write(alice, CHANNEL, 'a', 'same');
    expect([again, late]).toEqual([first, first]);
    expect(house.messagesOf(CHANNEL)).toHaveLength(1);
  });

  it('with another content is a conflict', async () => {
    await house.write(alice, CHANNEL, 'a', 'same');
    expect(await house.write(alice, CHANNEL, 'A', 'same')).toBe('IDEMPOTENCY_CONFLICT');
    expect(
      await house.askAll([
        [alice, write('x', 'two')],
        [alice, write('y', 'two')],
      ]),
    ).toMatchObject([{}, 'IDEMPOTENCY_CONFLICT']);
  });

  it('is compared byte for byte, and belongs to one person in one channel', async () => {
    await house.admit(43, [alice]);
    const ids = ['same', 'Same', 'same ', 'e\u0301', '\u00e9'];
    const answers = await house.askAll(ids.map((id) => [alice, write('a', id)] as const));
    expect(answers.map((answer) => (answer as { messageSequence: number }).messageSequence)).toEqual([1, 2, 3, 4, 5]);
    expect(await house.write(bob, CHANNEL, 'b', 'same')).toMatchObject({ messageSequence: 6 });
    expect(await house.write(alice, 43, 'c', 'same')).toMatchObject({ messageSequence: 1 });
  });

  it('is answered in its place among the new ones', async () => {
    await house.write(alice, CHANNEL, 'a', '1');
    house.forget();
    await house.askAll([
      [alice, write('a', '1')],
      [alice, write('b', '2')],
      [carol, write('c', '3')],
      [alice, write('b', '2')],
    ]);
    expect(house.deliveries.map(({ kind }) => kind).filter((kind) => kind !== 'user')).toEqual(['answer', 'message', 'answer', 'answer']);
  });
});

describe('a barred channel', () => {
  beforeEach(async () => {
    await house.admit(43, [alice, bob], true);
    await house.write(alice, 43, 'before', 'stored');
    await house.bar(43, true, 5);
  });

  it('takes nothing new, from strangers least of all', async () => {
    expect(await house.write(alice, 43, 'hello')).toBe('NOT_CONNECTED');
    expect(await house.write(carol, 43, 'hello')).toBe('NOT_A_MEMBER');
  });

  it('still knows what is stored', async () => {
    expect(await house.write(alice, 43, 'before', 'stored')).toMatchObject({ messageSequence: 1 });
    expect(await house.write(alice, 43, 'other', 'stored')).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('opens by a newer version only', async () => {
    await house.bar(43, false, 4);
    expect(await house.write(alice, 43, 'hello')).toBe('NOT_CONNECTED');
    await house.bar(43, false, 6);
    expect(await house.write(alice, 43, 'hello')).toMatchObject({ messageSequence: 2 });
  });
});

describe('another writer', () => {
  /** Somebody else numbers a message of this channel, behind the service's back. */
  async function intrude(sequence: number): Promise<void> {
    await house.get(MessageStore).write(CHANNEL % 12, async (unit) => {
      const message = { channelId: CHANNEL, messageSequence: sequence, senderId: 2, username: 'bob', content: 'intruder' };
      await unit.insertMessages([
        { ...message, clientMessageId: `intruder ${sequence}`, chosenByClient: true, createdAt: house.clock.now() + 500 },
      ]);
      await unit.putHeads([{ channelId: CHANNEL, lastMessageSequence: sequence, direct: false, barred: false, barVersion: 0 }]);
    });
  }

  it('is noticed by the database, and followed', async () => {
    await house.write(alice, CHANNEL, 'a');
    await intrude(2);
    const now = house.clock.now();
    expect(await house.write(alice, CHANNEL, 'b')).toMatchObject({ messageSequence: 3, createdAt: now + 500 });
    expect(house.messagesOf(CHANNEL).map(({ messageSequence }) => messageSequence)).toEqual([1, 3]);
  });

  it('is followed in time, too, where a replica is late', async () => {
    await house.write(alice, CHANNEL, 'a');
    await intrude(2);
    const now = house.clock.now();
    vi.spyOn(house.get(MessageStore), 'lastMessages').mockResolvedValueOnce([]);
    expect(await house.write(alice, CHANNEL, 'b')).toMatchObject({ messageSequence: 3, createdAt: now + 500 });
  });

  it('is believed where it has stored the very message that comes here again', async () => {
    await house.write(alice, CHANNEL, 'a');
    await intrude(2);
    const answers = await house.askAll([
      [alice, write('b', 'new')],
      [bob, write('intruder', 'intruder 2')],
    ]);
    expect(answers).toMatchObject([{ messageSequence: 3 }, { messageSequence: 2 }]);
    expect(house.messagesOf(CHANNEL).map(({ messageSequence }) => messageSequence)).toEqual([1, 3]);
  });

  it('does not lose its messages to a bar', async () => {
    await house.write(alice, CHANNEL, 'a');
    await intrude(2);
    await house.bar(CHANNEL, true, 1);
    expect(await house.write(alice, CHANNEL, 'b')).toBe('NOT_CONNECTED');
    expect(await house.get(MessageStore).heads([CHANNEL])).toMatchObject([{ lastMessageSequence: 2, barred: true }]);
  });

  it('is left to the bus after some attempts', async () => {
    const store = house.get(MessageStore);
    const original = store.write.bind(store);
    let failures = 0;
    vi.spyOn(store, 'write').mockImplementation((partition, work) => {
      if (failures++ < 6) throw new WriterConflict([CHANNEL]);
      return original(partition, work);
    });
    const answer = house.write(alice, CHANNEL, 'a');
    await house.until(() => (failures >= 4 ? failures : undefined));
    await house.clock.advance(1_000);
    expect(await answer).toMatchObject({ messageSequence: 1 });
    expect(failures).toBe(7);
  });
});

it('answers a failed unit when the bus tries again, and shows nothing of the failure', async () => {
  const store = house.get(MessageStore);
  const original = store.write.bind(store);
  const attempts = vi.spyOn(store, 'write').mockImplementationOnce((partition, work) =>
    original(partition, async (unit) => {
      await work(unit);
      throw new Error('the disk is full');
    }),
  );
  const answers = house.askAll([
    [alice, write('a', '1')],
    [bob, write('b', '2')],
  ]);
  await house.until(() => (attempts.mock.calls.length > 0 ? true : undefined));
  await house.clock.advance(1_000);
  expect(await answers).toMatchObject([{ messageSequence: 1 }, { messageSequence: 2 }]);
  expect(house.messagesOf(CHANNEL)).toHaveLength(2);
});

it('counts what it does', async () => {
  await house.askAll([
    [alice, write('a', '1')],
    [bob, write('b', '2')],
    [carol, write('c', '3')],
  ]);
  const fetchPage = async () => (await fetch(`${house.service.url}/metrics`)).text();
  const page = await waitUntil(async () => [await fetchPage()].find((found) => found.includes('maru_message_batch_commands_sum 4')));
  expect(page).toMatch(/^maru_messages_stored_total 2$/m);
  expect(page).toMatch(/^maru_message_ack_seconds_count 2$/m);
  expect(page).toMatch(/^maru_message_conflicts_total 0$/m);
});
