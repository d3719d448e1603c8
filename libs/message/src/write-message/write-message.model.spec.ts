/** Random commands in random batches, of which some fail before, within and behind their commit, against the rules in their simplest form. */
import { type Asker, FindUnread, messageCommands, partitionOf } from '@maru/contracts';
import { ClientIdTaken, MessageStore, type OutgoingRecord, recordOf, WriterConflict } from '@maru/ports';
import { anAsker, waitUntil } from '@maru/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';
import { ModelChannel, type Step } from '../message.model.fixture.js';

/** How an attempt ends: `behind` is committed, but nobody learns of it. */
type Fate = 'before' | 'within' | 'conflict' | 'behind';
interface Batch {
  readonly steps: readonly Step[];
  readonly fates: readonly Fate[];
}

const PEOPLE = [alice, bob, carol];
/** Two of them in one partition. */
const CHANNELS = [0, 1, 12];
const by = fc.constantFrom(...PEOPLE);
const channelId = fc.constantFrom(...CHANNELS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('write'),
      by,
      channelId,
      id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
      content: fc.constantFrom('a', 'a', 'b'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read'), by, channelId, sequence: fc.nat(12) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('admit'), by, channelId }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('dismiss', 'quit'), by, channelId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bar'), channelId, barred: fc.boolean(), version: fc.nat(4) }) },
);
const batches: fc.Arbitrary<Batch[]> = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 15 }),
    fates: fc.array(fc.constantFrom<Fate>('before', 'within', 'conflict', 'behind'), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const partition = (id: number) => partitionOf(id, messageCommands.partitions);

describe.each([
  ['with all pictures in mind', {}],
  ['with room for hardly any', { MARU_PICTURE_READERS: '4' }],
])('the write path %s', (_what, env) => {
  let house: MessageHouse;
  let runs = 0;
  let handled = 0;
  const fates = new Map<number, Fate[]>();

  beforeEach(async () => {
    house = await MessageHouse.start(env);
    const store = house.get(MessageStore);
    const write = store.write.bind(store);
    store.write = async (of, work) => {
      const fate = fates.get(of)?.shift();
      if (fate === 'before') throw new Error('no connection');
      const result = await write(of, async (unit) => {
        const value = await work(unit);
        if (fate === 'within') throw new Error('the disk is full');
        if (fate === 'conflict') throw new WriterConflict([]);
        return value;
      }).catch((error: unknown) => {
        // A unit that met a repeat is begun again, and has not met its fate.
        if (error instanceof ClientIdTaken && fate !== undefined) fates.get(of)?.unshift(fate);
        throw error;
      });
      if (fate === 'behind') throw new Error('the connection broke');
      handled++;
      return result;
    };
  });
  afterEach(() => house.close());

  async function send(batch: Batch): Promise<Map<Step, Asker>> {
    const askers = new Map<Step, Asker>();
    const records = batch.steps.map((one) => {
      const asker = 'by' in one ? anAsker(one.by) : anAsker();
      askers.set(one, asker);
      return commandOf(one, asker);
    });
    const partitions = new Set(batch.steps.map((one) => partition(one.channelId)));
    for (const one of partitions) fates.set(one, [...batch.fates]);
    handled = 0;
    await house.publish(...records);
    await waitUntil(async () => {
      await house.clock.advance(100);
      return handled === partitions.size;
    });
    return askers;
  }

  function commandOf(one: Step, asker: Asker): OutgoingRecord {
    const of = { channelId: one.channelId };
    switch (one.do) {
      case 'write':
        return house.commandOf(asker, { type: 'WriteMessage', ...of, clientMessageId: one.id, content: one.content, chosenByClient: true });
      case 'read':
        return house.commandOf(asker, { type: 'ReadMessage', ...of, messageSequence: one.sequence });
      case 'admit':
        return recordOf(messageCommands, {
          ...house.membership('AdmitMembers', one.channelId),
          members: [one.by],
          direct: true,
          resumed: true,
        });
      case 'dismiss':
      case 'quit':
        return recordOf(messageCommands, {
          ...house.membership('DismissMembers', one.channelId),
          userIds: [one.by.userId],
          keepPointer: one.do === 'quit',
        });
      case 'bar':
        return recordOf(messageCommands, { ...house.membership('BarChannel', one.channelId), barred: one.barred, version: one.version });
    }
  }

  /** A batch whose commit nobody learned of is judged again, on what it left behind. */
  function expected(batch: Batch, model: Map<number, ModelChannel>): Map<Step, (number | string | undefined)[]> {
    const answers = new Map<Step, (number | string | undefined)[]>(batch.steps.map((one) => [one, []]));
    const times = 1 + batch.fates.filter((fate) => fate === 'behind').length;
    for (let time = 0; time < times; time++) for (const one of batch.steps) answers.get(one)!.push(model.get(one.channelId)!.apply(one));
    return answers;
  }

  async function checkChannel(id: number, channel: ModelChannel): Promise<void> {
    const store = house.get(MessageStore);
    const stored = await store.messages({ channelId: id, from: 1, to: 1_000, limit: 1_000, end: 'oldest' });
    const plain = stored.map(({ senderId, clientMessageId, content }) => ({ senderId, id: clientMessageId, content }));
    expect(plain).toEqual(channel.messages);
    const upToLast = channel.messages.map((_, index) => index + 1);
    expect(stored.map(({ messageSequence }) => messageSequence)).toEqual(upToLast);
    expect(house.messagesOf(id).map(({ messageSequence }) => messageSequence)).toEqual(upToLast);
    const readers = await store.readersOf(
      id,
      PEOPLE.map(({ userId }) => userId),
    );
    const pointers = readers.map(({ userId, lastReadMessageSequence: lastRead, member }) => [userId, { lastRead, member }] as const);
    expect(new Map(pointers)).toEqual(channel.readers);
    for (const { userId } of PEOPLE) {
      const { channels } = await house.service.ask(FindUnread, { userId, channelIds: [id] });
      const unread = channels.map(({ lastMessageSequence, lastReadMessageSequence }) => lastMessageSequence - lastReadMessageSequence);
      expect(unread).toEqual([channel.messages.length - (channel.readers.get(userId)?.lastRead ?? channel.messages.length)]);
    }
  }

  it('numbers without a hole, stores each message once, answers all, and counts what is unread', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        house.forget();
        const base = 24 * ++runs;
        const model = new Map(CHANNELS.map((id) => [base + id, new ModelChannel()]));
        for (const { steps, fates: ends } of all) {
          const batch = { steps: steps.map((one) => ({ ...one, channelId: base + one.channelId })), fates: ends };
          const askers = await send(batch);
          for (const [one, answers] of expected(batch, model)) {
            if (one.do !== 'write' && one.do !== 'read') continue;
            const found = house
              .answersTo(askers.get(one)!.reference)
              .map(({ answer }) => (typeof answer === 'object' ? answer['messageSequence'] : answer));
            expect(found).toEqual(answers);
          }
        }
        for (const [id, channel] of model) await checkChannel(id, channel);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
