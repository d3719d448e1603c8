import { channelEvents, DomainError, messageEvents, PARTITIONS, userEvents } from '@maru/contracts';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CORRELATION_HEADER, correlation } from './correlation.js';
import { type DeadLetters, type EventBus, type IncomingRecord, recordOf } from './event-bus.js';
import { TRACE_HEADER, tracing } from './tracing.js';
import { aTraceparent, type Make, messageWritten, positionOf, type UnderTest } from './under-test.js';

/** Its back-off should be short: the suite waits for it. */
export interface EventBusUnderTest extends UnderTest<EventBus> {
  readonly deadLetters: DeadLetters;
  /** Puts a text on the wire of `message.events` that nobody has checked. */
  publishText(partition: number, text: string): Promise<void>;
}

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, 20_000);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const positions = (batch: readonly IncomingRecord[]) => batch.map(({ value }) => positionOf(value));
const userRegistered = (userId: number) =>
  recordOf(userEvents, { type: 'UserRegistered', v: 1, eventId: String(userId), at: 1, userId, username: 'alice' });

export function eventBusContract(name: string, make: Make<EventBusUnderTest>): void {
  describe(`${name} keeps the contract of EventBus`, { timeout: 60_000 }, () => {
    let bus: EventBusUnderTest;
    let count = 0;
    let group: string;
    beforeEach(async () => {
      bus = await make();
      group = `group-${count++}`;
    });
    afterEach(() => bus.close());

    type Handle = (batch: readonly IncomingRecord[]) => Promise<void>;
    /** Subscribes; `got` has what was handled. */
    async function listen(handle: Handle = async () => undefined, { as = group, batchSize = 10 } = {}) {
      const got: string[] = [];
      const batches: (readonly IncomingRecord[])[] = [];
      const subscription = await bus.subject.subscribe({
        group: as,
        topics: [messageEvents],
        batchSize,
        handle: async (batch) => {
          batches.push(batch);
          await handle(batch);
          got.push(...positions(batch));
        },
      });
      return { got, batches, close: () => subscription.close() };
    }

    /** Handles all but those in `poison`. */
    async function listenButTo(poison: Set<string>, error: Error = new Error('indigestible')) {
      return listen(async (batch) => {
        if (positions(batch).some((one) => poison.has(one))) throw error;
      });
    }

    test('what arrives has been JSON, with its headers and its place', async () => {
      const { batches } = await listen();
      const record = { ...messageWritten(PARTITIONS + 1, 1), headers: { trace: 't-1' } };
      await bus.subject.publish([record]);
      await soon(() => expect(batches).toHaveLength(1));
      const [arrived] = batches[0]!;
      expect(arrived).toMatchObject({ topic: 'message.events', partition: 1, headers: { trace: 't-1' } });
      expect(arrived?.value).toStrictEqual(record.value);
      expect(arrived?.value).not.toBe(record.value);
    });

    test('a record that does not fit is refused, and none of its company is published', async () => {
      const { got } = await listen();
      const bad = { ...messageWritten(1, 2), value: { type: 'MessageWritten', v: 1, channelId: 1 } };
      await expect(bus.subject.publish([messageWritten(1, 1), bad])).rejects.toThrow('message.events');
      await bus.subject.publish([messageWritten(1, 3)]);
      await soon(() => expect(got).toEqual(['1/3']));
    });

    test('a record of the next version, which has a field more, is read without it', async () => {
      const { batches } = await listen();
      const { value } = messageWritten(1, 1);
      await bus.publishText(1, JSON.stringify({ ...value, mood: { of: 'tomorrow' } }));
      await soon(() => expect(batches.flat().map((record) => record.value)).toStrictEqual([value]));
      expect(await bus.deadLetters.count()).toBe(0);
    });

    test('order is kept per key, whatever is published at the same time and however it fails', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 40 }),
          fc.integer({ min: 1, max: 7 }),
          async (publications, batchSize) => {
            // A group that is new may hear what was kept from before: it is told apart by its sequences.
            const start = ++count * 1_000;
            const failing = new Set<number>();
            const { got, close } = await listen(
              async (batch) => {
                await turn();
                const { offset, partition } = batch[0]!;
                const id = offset * PARTITIONS + partition;
                if (id % 5 === 0 && !failing.has(id)) {
                  failing.add(id);
                  throw new Error('once');
                }
              },
              { as: `${group}-${start}`, batchSize },
            );
            const next = new Map<number, number>();
            const wanted: string[] = [];
            const sent: Promise<void>[] = [];
            for (const [channelId, amount] of publications) {
              const first = next.get(channelId) ?? start;
              const records = Array.from({ length: amount }, (_, i) => messageWritten(channelId, first + i));
              next.set(channelId, first + amount);
              wanted.push(...records.map(({ value }) => positionOf(value)));
              sent.push(bus.subject.publish(records));
            }
            await Promise.all(sent);
            const expected = new Set(wanted);
            const heard = () => new Set(got.filter((one) => expected.has(one)));
            await soon(() => expect(heard().size).toBe(wanted.length));
            await close();
            for (const channelId of next.keys()) {
              const own = (all: Iterable<string>) => [...all].filter((one) => one.startsWith(`${channelId}/`));
              expect(own(heard())).toEqual(own(wanted));
            }
          },
        ),
        { numRuns: 15 },
      );
    });

    test('a batch is of one partition, not larger than asked for; partitions do not wait for each other', async () => {
      const gate = Promise.withResolvers<void>();
      const running = new Map<number, number>();
      const { got, batches } = await listen(
        async ([first]) => {
          running.set(first!.partition, (running.get(first!.partition) ?? 0) + 1);
          expect(running.get(first!.partition)).toBe(1);
          if (first!.partition === 1) await gate.promise;
          await turn();
          running.set(first!.partition, 0);
        },
        { batchSize: 4 },
      );
      const records = Array.from({ length: 40 }, (_, i) => messageWritten(1 + (i % 2), i));
      await bus.subject.publish(records);
      await soon(() => expect(got).toHaveLength(20));
      expect(got.every((one) => one.startsWith('2/'))).toBe(true);
      gate.resolve();
      await soon(() => expect(got).toHaveLength(40));
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(4);
        expect(new Set(batch.map(({ partition }) => partition)).size).toBe(1);
      }
      expect(batches.some((batch) => batch.length > 1)).toBe(true);
    });

    test("groups are independent: each gets every record, and one's failure is not the other's", async () => {
      const failing = await listen(async () => Promise.reject(new Error('always')), { as: `${group}-failing` });
      const well = await listen(undefined, { as: `${group}-well` });
      const records = Array.from({ length: 20 }, (_, i) => messageWritten(i, 1));
      await bus.subject.publish(records);
      await soon(() => expect(well.got.toSorted()).toEqual(records.map(({ value }) => positionOf(value)).toSorted()));
      expect(failing.got).toEqual([]);
    });

    test('a group hears the topics that it has named', async () => {
      const got: string[] = [];
      await bus.subject.subscribe({
        group,
        topics: [userEvents, channelEvents],
        batchSize: 5,
        handle: async (batch) => void got.push(...batch.map(({ topic, value }) => `${topic} ${value.type}`)),
      });
      await bus.subject.publish([messageWritten(1, 1), userRegistered(1)]);
      await soon(() => expect(got).toEqual(['user.events UserRegistered']));
    });

    test('a batch that fails comes again, and nothing overtakes it', async () => {
      let failures = 3;
      const { got, batches } = await listen(async () => {
        if (failures-- > 0) throw new Error('not yet');
      });
      for (let i = 0; i < 5; i++) await bus.subject.publish([messageWritten(1, i)]);
      await soon(() => expect(got).toEqual([0, 1, 2, 3, 4].map((i) => `1/${i}`)));
      expect(batches.length).toBeGreaterThan(3);
      expect(await bus.deadLetters.count()).toBe(0);
    });

    describe('the dead topic', () => {
      test('takes only the record that cannot be handled; the others keep their order', async () => {
        const { got } = await listenButTo(new Set(['1/2', '1/5']));
        await bus.subject.publish(Array.from({ length: 8 }, (_, i) => messageWritten(1, i)));
        await soon(() => expect(got).toEqual([0, 1, 3, 4, 6, 7].map((i) => `1/${i}`)));
        expect(await bus.deadLetters.count()).toBe(2);
        const letters = await bus.deadLetters.list(10);
        expect(letters.map(({ value }) => positionOf(JSON.parse(value)))).toEqual(['1/2', '1/5']);
        expect(letters[0]).toMatchObject({ topic: 'message.events', group });
        expect(letters[0]?.reason).toContain('indigestible');
        expect(letters[0]?.at).toBeGreaterThan(0);
        expect(await bus.deadLetters.list(1)).toHaveLength(1);
      });

      test('takes a record whose handler refuses it by a code like any other', async () => {
        await listenButTo(new Set(['1/0']), new DomainError('CHANNEL_FULL'));
        await bus.subject.publish([messageWritten(1, 0)]);
        await soon(async () => expect(await bus.deadLetters.count()).toBe(1));
      });

      test.each([
        ['no JSON', 'MessageWritten'],
        ['of no known type', '{"type":"MessageSung","v":1,"channelId":1}'],
        ['of another version', JSON.stringify({ ...messageWritten(1, 1).value, v: 2 })],
      ])('takes what arrives and does not fit: %s', async (_, text) => {
        const { got } = await listen();
        await bus.subject.publish([messageWritten(1, 0)]);
        await bus.publishText(1, text);
        await bus.subject.publish([messageWritten(1, 2)]);
        await soon(() => expect(got).toEqual(['1/0', '1/2']));
        await soon(async () => expect(await bus.deadLetters.list(10)).toMatchObject([{ value: text, group }]));
      });

      test('gives a record to its group once more, and keeps it if it fails again', async () => {
        const poison = new Set(['1/1']);
        const other = await listen(undefined, { as: `${group}-other` });
        const { got } = await listenButTo(poison);
        await bus.subject.publish([messageWritten(1, 0), messageWritten(1, 1)]);
        await soon(async () => expect(await bus.deadLetters.count()).toBe(1));
        const [letter] = await bus.deadLetters.list(1);
        expect(await bus.deadLetters.replay(letter!.id)).toBe('failed');
        expect(await bus.deadLetters.count()).toBe(1);
        poison.clear();
        expect(await bus.deadLetters.replay(letter!.id)).toBe('handled');
        expect(await bus.deadLetters.count()).toBe(0);
        expect(await bus.deadLetters.replay(letter!.id)).toBe('unknown');
        expect(got).toEqual(['1/0', '1/1']);
        expect(other.got).toEqual(['1/0', '1/1']);
      });
    });

    test('the correlation id goes with a record, and is there again when it is handled', async () => {
      const seen: (string | undefined)[] = [];
      const { batches } = await listen(async () => void seen.push(correlation.id()), { batchSize: 1 });
      await correlation.run('c-1', () => bus.subject.publish([messageWritten(1, 1)]));
      await bus.subject.publish([messageWritten(1, 2)]);
      await correlation.run('c-3', () => bus.subject.publish([messageWritten(1, 3)]));
      await soon(() => expect(seen).toEqual(['c-1', undefined, 'c-3']));
      expect(batches[0]?.[0]?.headers).toMatchObject({ [CORRELATION_HEADER]: 'c-1' });
    });

    test('the trace goes with a record, and goes on where it is handled; records of several traces are of none', async () => {
      const seen: (string | undefined)[] = [];
      const [one, other] = [aTraceparent(1), aTraceparent(2)];
      const trace = (traceparent: string, ...sequences: number[]) =>
        tracing.run(traceparent, () => bus.subject.publish(sequences.map((i) => messageWritten(1, i))));
      // They wait for their group, so that they are handled as one batch.
      const first = await listen();
      await first.close();
      await trace(one, 1, 2);
      await bus.subject.publish([messageWritten(2, 1)]);
      await Promise.all([trace(one, 3), trace(other, 4)]);
      const { got, batches } = await listen(async () => void seen.push(tracing.traceparent()), { batchSize: 2 });
      await soon(() => expect(got).toHaveLength(5));
      const headers = batches.flat().map((record) => [positionOf(record.value), record.headers[TRACE_HEADER]]);
      expect(Object.fromEntries(headers)).toEqual({ '1/1': one, '1/2': one, '1/3': one, '1/4': other, '2/1': undefined });
      const own = batches.map((batch) => new Set(batch.map((record) => record.headers[TRACE_HEADER])));
      expect(seen).toEqual(own.map((traces) => (traces.size === 1 ? [...traces][0] : undefined)));
    });

    test('a subscription that is closed finishes what is begun; the group goes on later where it was', async () => {
      const gate = Promise.withResolvers<void>();
      const first = await listen(() => gate.promise, { batchSize: 1 });
      await bus.subject.publish([1, 2, 3].map((i) => messageWritten(1, i)));
      await soon(() => expect(first.batches).toHaveLength(1));
      const closed = first.close();
      gate.resolve();
      await closed;
      expect(first.got).toEqual(['1/1']);
      await bus.subject.publish([messageWritten(1, 4)]);
      const second = await listen();
      await soon(() => expect(second.got).toEqual(['1/2', '1/3', '1/4']));
      expect(first.got).toEqual(['1/1']);
    });

    test('close drains what is queued, and then nothing is taken', async () => {
      const { got } = await listen(async () => void (await turn()), { batchSize: 1 });
      const records = Array.from({ length: 50 }, (_, i) => messageWritten(i % 3, i));
      await bus.subject.publish(records);
      await bus.subject.close();
      expect(got).toHaveLength(50);
      await expect(bus.subject.publish([messageWritten(1, 99)])).rejects.toBeInstanceOf(Error);
    });
  });
}
