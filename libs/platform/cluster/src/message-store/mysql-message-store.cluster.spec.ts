import { ClientIdTaken, type MessageStore, type StoredMessage, WriterConflict } from '@maru/ports';
import { inShort, messageStoreContract, toUser } from '@maru/ports/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messages as servers } from '../components.fixture.js';
import { Relay } from '../mysql/relay.fixture.js';
import { UnknownOutcome } from '../mysql/unknown-outcome.js';
import { SequenceTaken } from './mysql-message-unit.js';
import { onEachShard, type StoreUnderTest, storeUnderTest } from './mysql-message-store.fixture.js';

messageStoreContract('MysqlMessageStore', storeUnderTest);

/** As a statement of its own: its first byte says that it is one. */
const COMMIT = '\u0003COMMIT';

const message = (channelId: number, messageSequence: number, clientMessageId = `${messageSequence}`): StoredMessage => {
  const sender = { senderId: 1, username: '앨리스', content: '안녕 🙂' };
  return { channelId, messageSequence, ...sender, clientMessageId, chosenByClient: true, createdAt: messageSequence };
};
const told = (...ids: number[]) => ids.map((id) => `delivery ${id} x`);

describe('MysqlMessageStore', () => {
  let house: StoreUnderTest;
  beforeEach(async () => {
    house = await storeUnderTest();
  });
  afterEach(() => house.close());

  const write = (partition: number, ...messages: StoredMessage[]) =>
    house.subject.write(partition, (unit) => unit.insertMessages(messages));
  const tell = (store: MessageStore, id: number) => store.write(0, async (unit) => unit.deliver(toUser(id, 'x')));
  const lastOf = async (channelId: number, store: MessageStore = house.subject) =>
    (await store.lastMessages([channelId]))[0]?.messageSequence;

  test('a channel lies on the shard of its number, with all that belongs to it', async () => {
    house.stopPublishing();
    for (const channelId of [12, 13]) {
      await house.subject.write(channelId % 12, async (unit) => {
        const reader = { userId: 1, username: 'a', channelId, lastReadMessageSequence: 0, member: true };
        await unit.putHeads([{ channelId, lastMessageSequence: 1, direct: false, barred: false, barVersion: 0 }]);
        await unit.putReaders([reader]);
        await unit.insertMessages([message(channelId, 1)]);
        unit.deliver(toUser(channelId, 'x'));
      });
    }
    const tables = ['message', 'channel_head', 'channel_reader', 'outbox'];
    const found = await onEachShard(...tables.map((table) => `SELECT CAST(channel_id AS CHAR) AS channelId FROM ${table}`));
    const even = ['12', '12', '12', '0'].map((channelId) => [{ channelId }]);
    const odd = ['13', '13', '13', '1'].map((channelId) => [{ channelId }]);
    expect(found).toEqual([...even, ...odd]);
  });

  test('a channel of another shard is refused before anything is written', async () => {
    await expect(write(0, message(12, 1), message(13, 1))).rejects.toThrow('channel 13 is not on the shard of partition 0');
    expect(await lastOf(12)).toBeUndefined();
  });

  test('tells a sequence that is taken from a message that is stored already', async () => {
    await write(0, message(12, 1, 'a'));
    await expect(write(0, message(12, 1, 'b'))).rejects.toBeInstanceOf(SequenceTaken);
    await expect(write(0, message(12, 2, 'a'))).rejects.toBeInstanceOf(ClientIdTaken);
    await expect(write(0, message(12, 2, 'a'))).rejects.toBeInstanceOf(WriterConflict);
  });

  test('many rows at once, more than one statement has', async () => {
    const many = Array.from({ length: 300 }, (_, index) => message(12, index + 1));
    const readers = many.map(({ messageSequence: userId }) => ({
      userId,
      username: `user ${userId}`,
      channelId: 12,
      lastReadMessageSequence: 0,
      member: true,
    }));
    await house.subject.write(0, async (unit) => {
      await unit.insertMessages(many);
      await unit.putReaders(readers);
      await unit.moveReaders(readers.map(({ userId }) => ({ userId, channelId: 12, lastReadMessageSequence: userId })));
      const wanted = many.map(({ channelId, senderId, clientMessageId }) => ({ channelId, senderId, clientMessageId }));
      expect(await unit.findByClientIds(wanted)).toHaveLength(300);
      await unit.removeReaders(
        12,
        readers.slice(0, 200).map(({ userId }) => userId),
      );
    });
    const left = await house.subject.readersOf(
      12,
      readers.map(({ userId }) => userId),
    );
    expect(left.map(({ userId, lastReadMessageSequence }) => userId - lastReadMessageSequence)).toEqual(
      Array.from({ length: 100 }, () => 0),
    );
    expect(await lastOf(12)).toBe(300);
  });

  test('who takes a partition over tells what the last one has left, before what is his own', async () => {
    house.stopPublishing();
    await tell(house.subject, 1);
    await tell(house.subject, 2);
    const next = await house.restart();
    await tell(next.subject, 3);
    expect(inShort(next.told)).toEqual(told(1, 2, 3));
  });

  test('a writer that stands still in the middle of a unit keeps others waiting for seconds only', { timeout: 60_000 }, async () => {
    const still = await house.another();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = still.subject.write(0, async (unit) => {
      await unit.insertMessages([message(12, 1, 'of one that stands still')]);
      begun.resolve();
      await gate.promise;
    });
    await begun.promise;
    await write(0, message(12, 1, 'of one that goes on'));
    gate.resolve();
    await expect(held).rejects.toBeInstanceOf(UnknownOutcome);
    expect(await house.subject.lastMessages([12])).toMatchObject([{ clientMessageId: 'of one that goes on' }]);
  });

  test('rows leave the outbox when they are published', async () => {
    await tell(house.subject, 1);
    const rows = async () => (await onEachShard('SELECT outbox_id FROM outbox')).flat();
    await vi.waitFor(async () => expect(await rows()).toEqual([]), 5_000);
  });

  describe('behind a proxy that goes', () => {
    let relay: Relay;
    let far: StoreUnderTest;
    beforeEach(async () => {
      relay = await Relay.to(servers.proxies[0] ?? '');
      far = await house.another({ ...servers, proxies: [relay.address] });
    });
    afterEach(() => relay.close());

    test.each([
      ['before', undefined, told(2)],
      ['behind', 1, told(1, 2)],
    ] as const)('%s a commit: nobody claims to know, and the next write finds out', async (when, stored, expected) => {
      await tell(far.subject, 0);
      relay.cutAt(COMMIT, when);
      const lost = far.subject.write(0, async (unit) => {
        await unit.insertMessages([message(12, 1)]);
        unit.deliver(toUser(1, 'x'));
      });
      await expect(lost).rejects.toBeInstanceOf(UnknownOutcome);
      await vi.waitFor(async () => expect(await lastOf(12)).toBe(stored), 5_000);
      await tell(far.subject, 2);
      expect(inShort(far.told.slice(1))).toEqual(expected);
    });

    test('nothing passes beside the statements of a unit and its commit', async () => {
      const counts: number[] = [];
      for (let n = 1; n <= 6; n++) {
        relay.commands.length = 0;
        await far.subject.write(0, async (unit) => {
          await unit.putHeads([{ channelId: 12, lastMessageSequence: n, direct: false, barred: false, barVersion: 0 }]);
          await unit.insertMessages([message(12, n)]);
          await unit.moveReaders([{ userId: 1, channelId: 12, lastReadMessageSequence: n }]);
          unit.deliver(toUser(n, 'x'));
        });
        counts.push(relay.commands.length);
      }
      // Now and then it looks for what others have left, or removes what was told.
      expect(Math.min(...counts)).toBe(5);
    });

    test('in the middle of a unit: it is run again', async () => {
      relay.cutAt('INSERT INTO message', 'before');
      await far.subject.write(0, (unit) => unit.insertMessages([message(12, 1)]));
      expect(await lastOf(12)).toBe(1);
    });

    test('for good: there is another one', async () => {
      const both = await house.another({ ...servers, proxies: [relay.address, servers.proxies[1] ?? ''] });
      for (let n = 1; n <= 3; n++) {
        await both.subject.write(0, (unit) => unit.insertMessages([message(12, n)]));
        expect(await lastOf(12, both.subject)).toBe(n);
        if (n === 1) await relay.close();
      }
    });
  });
});
