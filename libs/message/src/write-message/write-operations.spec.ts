/** What a stored message costs, counted and not timed: of these numbers the speed of the write path is made. */
import type { Delivered } from '@maru/contracts';
import { MessageStore, type MessageUnit, type OutgoingRecord } from '@maru/ports';
import { anAsker } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Pictures } from '../channel-picture/pictures.js';
import { alice, bob, MessageHouse, type Wish } from '../message.fixture.js';

const CHANNEL = 42;
const MESSAGES = 200;
let house: MessageHouse;
/** The statements of each unit of work, and what was asked beside them. */
let units: string[][];
let reads: string[];
let records: OutgoingRecord[];
let deliveries: Delivered[];

beforeEach(async () => {
  house = await MessageHouse.start();
  await house.admit(CHANNEL, [alice, bob]);
  await house.write(alice, CHANNEL, 'the first');
  [units, reads, records, deliveries] = [[], [], [], []];
  countStatements();
});
afterEach(() => house.close());

function countStatements(): void {
  const store = house.get(MessageStore);
  const write = store.write.bind(store);
  store.write = (partition, work) =>
    write(partition, (unit) => {
      const statements: string[] = [];
      units.push(statements);
      return work(counting(unit, statements));
    });
  for (const name of ['heads', 'messages', 'lastMessages', 'readersOf', 'pointersOf'] as const) {
    const read = store[name].bind(store) as (...asked: unknown[]) => Promise<never>;
    Object.assign(store, { [name]: (...asked: unknown[]) => (reads.push(name), read(...asked)) });
  }
  const { queries } = house.service.platform;
  const ask = queries.ask.bind(queries);
  queries.ask = (query, input) => (reads.push(query.name), ask(query, input));
}

function counting(unit: MessageUnit, statements: string[]): MessageUnit {
  return new Proxy(unit, {
    get(target, name: keyof MessageUnit) {
      const method = target[name].bind(target) as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        if (name === 'deliver') deliveries.push(...(given as Delivered[]));
        else if (name === 'publish') records.push(...(given as OutgoingRecord[]));
        else statements.push(name);
        return method(...given);
      };
    },
  });
}

async function writeAll(count: number): Promise<void> {
  await house.askAll(
    Array.from({ length: count }, (_, index) => [
      index % 2 === 0 ? alice : bob,
      { type: 'WriteMessage', channelId: CHANNEL, content: `m${index}`, clientMessageId: `c${index}`, chosenByClient: true },
    ]),
  );
}

const write = (clientMessageId: string, content = clientMessageId): Wish => {
  return { type: 'WriteMessage', channelId: CHANNEL, content, clientMessageId, chosenByClient: true };
};

it('a batch is one unit of work of three statements, however many messages are in it, and asks nobody', async () => {
  await writeAll(MESSAGES);
  expect(units).toEqual([['putHeads', 'insertMessages', 'moveReaders']]);
  expect(reads).toEqual([]);
});

it('client ids are looked for when a repeat was met, and for ten seconds behind it; the picture of the channel stays', async () => {
  await house.ask(alice, write('same'));
  units.length = 0;
  const answers = await house.askAll([
    [bob, write('new')],
    [alice, write('same')],
    [alice, write('same', 'other')],
  ]);
  expect(answers).toMatchObject([{ messageSequence: 3 }, { messageSequence: 2 }, 'IDEMPOTENCY_CONFLICT']);
  expect(units).toEqual([
    ['putHeads', 'insertMessages'],
    ['findByClientIds', 'putHeads', 'insertMessages', 'moveReaders'],
  ]);
  expect(house.messagesOf(CHANNEL).map(({ messageSequence }) => messageSequence)).toEqual([1, 2, 3]);
  await house.clock.advance(9_000);
  units.length = 0;
  await house.ask(alice, write('a'));
  await house.clock.advance(2_000);
  await house.ask(alice, write('b'));
  expect(units.map(([first]) => first)).toEqual(['findByClientIds', 'putHeads']);
  expect(reads).toEqual([]);
});

it('client ids are looked for where a channel is begun with: what is told again then was stored by another one', async () => {
  await house.ask(alice, write('same'));
  house.get(Pictures).forget([CHANNEL]);
  units.length = 0;
  expect(await house.ask(alice, write('same'))).toMatchObject({ messageSequence: 2 });
  expect(units).toEqual([['heads', 'findByClientIds', 'readers']]);
});

it('a message is one record on the bus and one delivery, however many hear it', async () => {
  house.forget();
  await writeAll(MESSAGES);
  expect(records).toHaveLength(MESSAGES);
  expect(house.messagesOf(CHANNEL)).toHaveLength(MESSAGES);
});

it('what is said at once of a pointer leaves with the unit that moves it, and costs no call of its own', async () => {
  await house.clock.advance(1_000);
  await house.ask(alice, write('a'));
  await house.ask(alice, write('b'));
  expect(deliveries.map(({ kind }) => kind)).toEqual(['message', 'user', 'message']);
  expect(house.deliveries.filter(({ kind }) => kind === 'user')).toHaveLength(2);
});

it('a reader who moves on, step by step, costs one statement', async () => {
  await writeAll(3);
  units.length = 0;
  const asker = anAsker({ ...bob, socketId: bob.userId });
  const steps = [1, 2, 3, 4].map((messageSequence) => house.commandOf(asker, { type: 'ReadMessage', channelId: CHANNEL, messageSequence }));
  await house.publish(...steps);
  await house.until(() => (house.deliveries.filter(({ kind }) => kind === 'answer').length === steps.length ? true : undefined));
  expect(units).toEqual([['moveReaders']]);
});
