import { messageEvents } from '@maru/contracts';
import { recordOf } from '@maru/ports';
import Database from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { SystemClock } from '../clock/system-clock.js';
import { DeadLetterTable } from './dead-letter-table.js';
import { InProcessBus } from './in-process-bus.js';
import { InProcessDeadLetters } from './in-process-dead-letters.js';

const written = (channelId: number, messageSequence: number) =>
  recordOf(messageEvents, {
    type: 'MessageWritten',
    v: 1,
    eventId: `${channelId}/${messageSequence}`,
    at: 1,
    channelId,
    messageSequence,
    sender: { userId: 1, username: 'alice' },
    content: 'hi',
    createdAt: 1,
  });

test('a poisonous record of a batch goes to the dead topic alone', async () => {
  const table = new DeadLetterTable(new Database(':memory:'));
  const bus = new InProcessBus(new SystemClock(), table, { backOffMs: 1 });
  const handled: number[] = [];
  let poison = 3;
  await bus.subscribe({
    group: 'g',
    topics: [messageEvents],
    batchSize: 10,
    handle: async (batch) => {
      const sequences = batch.map(({ value }) => (value as unknown as { messageSequence: number }).messageSequence);
      if (sequences.includes(poison)) throw new Error('poison');
      handled.push(...sequences);
    },
  });
  const { handled: done } = await bus.send([1, 2, 3, 4].map((sequence) => written(1, sequence)));
  await done;
  expect(handled).toEqual([1, 2, 4]);
  const dead = new InProcessDeadLetters(table, bus);
  const [letter] = await dead.list(10);
  expect(letter?.reason).toContain('poison');
  expect(await dead.replay(letter!.id)).toBe('failed');
  poison = 0;
  expect(await dead.replay(letter!.id)).toBe('handled');
  expect(await dead.count()).toBe(0);
  await bus.close();
  await expect(bus.publish([written(1, 5)])).rejects.toThrow('closed');
});

test('publishers wait where a lane is stuck', async () => {
  const bus = new InProcessBus(new SystemClock(), new DeadLetterTable(new Database(':memory:')), { maxWaiting: 3 });
  const gate = Promise.withResolvers<void>();
  const handled: number[] = [];
  await bus.subscribe({
    group: 'g',
    topics: [messageEvents],
    batchSize: 1,
    handle: async ([record]) => {
      await gate.promise;
      handled.push((record!.value as unknown as { messageSequence: number }).messageSequence);
    },
  });
  let published = 0;
  for (let sequence = 0; sequence < 10; sequence++) void bus.publish([written(1, sequence)]).then(() => published++);
  await vi.waitFor(() => expect(published).toBe(3));
  gate.resolve();
  await vi.waitFor(() => expect(handled).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  await bus.close();
});
