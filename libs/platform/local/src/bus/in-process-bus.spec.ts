import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageEvents, PARTITIONS } from '@maru/contracts';
import type { IncomingRecord } from '@maru/ports';
import { eventBusContract, messageWritten, positionOf } from '@maru/ports/contracts';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { SystemClock } from '../clock/system-clock.js';
import { openDatabase } from '../sqlite/open-database.js';
import { DeadLetterTable } from './dead-letter-table.js';
import { type BusSettings, InProcessBus } from './in-process-bus.js';
import { InProcessDeadLetters } from './in-process-dead-letters.js';

eventBusContract('InProcessBus', async () => {
  const table = new DeadLetterTable(new Database(':memory:'));
  const subject = new InProcessBus(new SystemClock(), table, { backOffMs: 1, drainMs: 2_000 });
  return {
    subject,
    deadLetters: new InProcessDeadLetters(table, subject),
    publishText: async (partition, value) => {
      await subject.sendEncoded([{ topic: messageEvents.name, partitions: PARTITIONS, partition, value, headers: {} }]);
    },
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: async () => {
      await subject.close();
      table.close();
    },
  };
});

type Handle = (batch: readonly IncomingRecord[]) => Promise<void>;

async function busWith(
  handle: Handle,
  settings: Partial<BusSettings> & { batchSize?: number } = {},
  table = new DeadLetterTable(new Database(':memory:')),
) {
  const clock = new FixedClock();
  const bus = new InProcessBus(clock, table, settings);
  const got: string[] = [];
  await bus.subscribe({
    group: 'g',
    topics: [messageEvents],
    batchSize: settings.batchSize ?? 1,
    handle: async (batch) => {
      await handle(batch);
      got.push(...batch.map(({ value }) => positionOf(value)));
    },
  });
  return { bus, clock, got, table };
}
const sequences = (channelId: number, count: number) => Array.from({ length: count }, (_, i) => messageWritten(channelId, i));
const always = async () => Promise.reject(new Error('always'));

test('a fact is taken up after what was told together with it', async () => {
  const { bus, got } = await busWith(async () => undefined);
  await bus.publish([messageWritten(1, 1)]);
  const told = new Promise<number>((resolve) => setImmediate(() => resolve(got.length)));
  expect(await told).toBe(0);
  await vi.waitFor(() => expect(got).toHaveLength(1));
  await bus.close();
});

describe('retries', () => {
  test('come after 20, 40, 80 and 160 ms; then the record is dead', async () => {
    const at: number[] = [];
    const { bus, clock, table } = await busWith(async () => {
      at.push(clock.now() - start);
      throw new Error('always');
    });
    const start = clock.now();
    await bus.publish(sequences(1, 1));
    await vi.waitFor(() => expect(at).toEqual([0]), 10_000);
    await clock.advance(10_000);
    expect(at).toEqual([0, 20, 60, 140, 300]);
    expect(table.count()).toBe(1);
  });

  test('wait at most until a partition is closed, and its records are not dead', async () => {
    const { bus, clock, table } = await busWith(always);
    const { handled } = await bus.send(sequences(1, 3));
    await vi.waitFor(() => expect(clock.pending).toBe(1), 10_000);
    let settled = false;
    void handled.then(() => (settled = true));
    await bus.close();
    expect(settled).toBe(false);
    expect(table.count()).toBe(0);
  });
});

test('where the dead topic cannot be written, the record and those behind it wait for it', async () => {
  const { bus, clock, got, table } = await busWith(
    async (batch) => (batch.some(({ value }) => positionOf(value) === '1/0') ? always() : undefined),
    { batchSize: 10 },
  );
  const add = table.add.bind(table);
  table.add = () => {
    throw new Error('the disk is full');
  };
  const { handled } = await bus.send(sequences(1, 3));
  await clock.advance(10_000);
  expect(got).toEqual([]);
  table.add = add;
  await clock.advance(10_000);
  await handled;
  expect(got).toEqual(['1/1', '1/2']);
  expect(table.count()).toBe(1);
});

describe('following records', () => {
  test('they are handled when each group has done with them', async () => {
    const gate = Promise.withResolvers<void>();
    const { bus, got } = await busWith(async () => undefined);
    await bus.subscribe({ group: 'slow', topics: [messageEvents], batchSize: 10, handle: () => gate.promise });
    const { handled } = await bus.send(sequences(1, 3));
    let settled = false;
    void handled.then(() => (settled = true));
    await vi.waitFor(() => expect(got).toHaveLength(3), 10_000);
    expect(settled).toBe(false);
    gate.resolve();
    await handled;
    await bus.close();
  });

  test('a dead letter is done with, and so are records that nobody takes', async () => {
    const { bus, clock } = await busWith(always);
    const { handled } = await bus.send(sequences(1, 1));
    await clock.advance(1_000);
    await expect(handled).resolves.toBeUndefined();
    const nobody = new InProcessBus(clock, new DeadLetterTable(new Database(':memory:')));
    await expect((await nobody.send(sequences(1, 1))).handled).resolves.toBeUndefined();
  });
});

describe('a lane that does not get on', () => {
  test('makes publishers wait, in their order; other partitions go on', async () => {
    const gate = Promise.withResolvers<void>();
    const { bus, got } = await busWith(async ([record]) => (record!.partition === 1 ? gate.promise : undefined), { maxWaiting: 3 });
    let published = 0;
    for (const record of sequences(1, 10)) void bus.publish([record]).then(() => published++);
    await bus.publish(sequences(2, 3));
    await vi.waitFor(() => expect(got).toEqual(['2/0', '2/1', '2/2']), 10_000);
    expect(published).toBe(3);
    gate.resolve();
    await vi.waitFor(
      () => expect(got.filter((one) => one.startsWith('1/'))).toEqual(sequences(1, 10).map(({ value }) => positionOf(value))),
      10_000,
    );
    expect(published).toBe(10);
    await bus.close();
  });

  test('refuses what is published where its group has gone', async () => {
    const bus = new InProcessBus(new FixedClock(), new DeadLetterTable(new Database(':memory:')), { maxWaiting: 2 });
    const subscription = await bus.subscribe({ group: 'g', topics: [messageEvents], batchSize: 1, handle: async () => undefined });
    await subscription.close();
    await bus.publish(sequences(1, 2));
    await expect(bus.publish(sequences(1, 1))).rejects.toThrow('nobody takes message.events');
    await bus.close();
  });

  test('refuses those who wait for a group that goes', async () => {
    const bus = new InProcessBus(new FixedClock(), new DeadLetterTable(new Database(':memory:')), { maxWaiting: 1 });
    const gate = Promise.withResolvers<void>();
    const subscription = await bus.subscribe({
      group: 'g',
      topics: [messageEvents],
      batchSize: 1,
      handle: () => gate.promise.then(always),
    });
    await bus.publish(sequences(1, 1));
    const outcome = Promise.allSettled([bus.publish(sequences(1, 1)), subscription.close()]);
    gate.resolve();
    expect(await outcome).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }]);
    await bus.close();
  });

  test('does not keep the bus from closing', async () => {
    const { bus, clock } = await busWith(() => new Promise(() => undefined), { maxWaiting: 1 });
    await bus.publish(sequences(1, 1));
    const waiting = bus.publish(sequences(1, 1));
    const outcome = Promise.allSettled([waiting, bus.close()]);
    await clock.advance(5_000);
    expect(await outcome).toMatchObject([{ status: 'rejected', reason: { message: 'the bus is closed' } }, { status: 'fulfilled' }]);
  });
});

test('what one handler publishes into another lane is drained, too', async () => {
  const clock = new FixedClock();
  const bus = new InProcessBus(clock, new DeadLetterTable(new Database(':memory:')));
  const got: string[] = [];
  await bus.subscribe({
    group: 'g',
    topics: [messageEvents],
    batchSize: 1,
    handle: async ([record]) => {
      got.push(positionOf(record!.value));
      const step = got.length;
      if (step < 5) await bus.publish([messageWritten(step, step)]);
    },
  });
  await bus.publish([messageWritten(0, 0)]);
  await bus.close();
  expect(got).toEqual(['0/0', '1/1', '2/2', '3/3', '4/4']);
});

test('a group takes a topic once', async () => {
  const { bus } = await busWith(async () => undefined);
  const again = bus.subscribe({ group: 'g', topics: [messageEvents], batchSize: 1, handle: async () => undefined });
  await expect(again).rejects.toThrow('taken already');
  await bus.close();
});

test('dead letters survive the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maru-'));
  const open = () => new DeadLetterTable(openDatabase(join(folder, 'dead-letters.sqlite')));
  const { bus, clock, table } = await busWith(always, {}, open());
  await bus.publish([{ ...messageWritten(1, 1), headers: { trace: 't-1' } }]);
  await clock.advance(1_000);
  await bus.close();
  table.close();

  const seen: IncomingRecord[] = [];
  const next = await busWith(async (batch) => void seen.push(...batch), {}, open());
  const letters = new InProcessDeadLetters(next.table, next.bus);
  const [letter] = await letters.list(10);
  expect(letter).toMatchObject({ topic: 'message.events', group: 'g', reason: 'Error: always', at: clock.now() - 700 });
  expect(await letters.replay(letter!.id)).toBe('handled');
  expect(seen[0]).toMatchObject({ headers: { trace: 't-1' }, value: messageWritten(1, 1).value });
  await next.bus.close();
  next.table.close();
  rmSync(folder, { recursive: true });
});
