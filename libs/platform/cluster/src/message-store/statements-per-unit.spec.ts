/** What a unit of work says to its proxy, counted: each is a way there and back, and the next one waits for it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { FixedClock } from '@maru/local';
import { toUser } from '@maru/ports/contracts';
import type { ResultSetHeader } from 'mysql2/promise';
import { beforeEach, expect, test } from 'vitest';
import { RecordedWorld } from '../outbox/outbox.fixture.js';
import { PartitionOutbox } from './partition-outbox.js';
import { PartitionWriting } from './partition-writing.js';
import type { Beginnings, Statements } from './proxies.js';
import { ReplicaDistance } from './replica-distance.js';
import { Shards } from './shards.js';

let said: string[];
let writing: PartitionWriting;
beforeEach(() => {
  said = [];
  const clock = new FixedClock();
  const proxies = countingProxies();
  const servers = { proxies, shards: new Shards(2), replicas: new ReplicaDistance(proxies, 2) };
  writing = new PartitionWriting(0, servers, clock, new AsyncLocalStorage(), new PartitionOutbox(0, proxies, clock, new RecordedWorld()));
});

function countingProxies(): Statements & Beginnings {
  let insertId = 0;
  const say = (sql: string) => void said.push(/(SELECT|COMMIT|ROLLBACK|INSERT INTO \w+|UPDATE \w+|DELETE FROM \w+)/.exec(sql)?.[0] ?? sql);
  const statements: Statements = {
    rows: async (sql) => (say(sql), []),
    change: async (sql) => (say(sql), { insertId: ++insertId } as ResultSetHeader),
  };
  const begin = async () => ({ ...statements, commit: async () => say('COMMIT'), rollback: async () => say('ROLLBACK') });
  return { ...statements, begin };
}

async function write(from: number, messages: number): Promise<void> {
  const sender = { senderId: 1, username: 'alice', content: 'hello', chosenByClient: true, createdAt: 1 };
  const all = Array.from({ length: messages }, (_, index) => from + index);
  await writing.write(async (unit) => {
    await unit.putHeads([{ channelId: 12, lastMessageSequence: from + messages, direct: false, barred: false, barVersion: 0 }]);
    await unit.insertMessages(
      all.map((messageSequence) => ({ ...sender, channelId: 12, messageSequence, clientMessageId: `${messageSequence}` })),
    );
    await unit.moveReaders([{ userId: 1, channelId: 12, lastReadMessageSequence: from + messages }]);
    unit.deliver(...all.map((id) => toUser(id, 'x')));
  });
}

test.each([1, 13])('%i messages are five statements', async (messages) => {
  await write(1, 1);
  said.length = 0;
  await write(2, messages);
  expect(said).toEqual(['INSERT INTO channel_head', 'INSERT INTO message', 'UPDATE channel_reader', 'INSERT INTO outbox', 'COMMIT']);
});

test('only the first unit in a while looks for what others have left', async () => {
  await write(1, 1);
  expect(said.slice(0, 2)).toEqual(['SELECT', 'INSERT INTO channel_head']);
});
