import { FetchMessagesQuery } from '@maru/contracts';
import { KeyValue, MessageStore } from '@maru/ports';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alice, MessageHouse } from '../message.fixture.js';

const KEY = 'recent:{42}';
let house: MessageHouse;
beforeEach(async () => {
  house = await MessageHouse.start({ MARU_RECENT_TTL_MS: '60000' });
  await house.admit(42, [alice]);
  for (let count = 1; count <= 60; count++) void house.write(alice, 42, `m${count}`);
  await house.until(() => house.messagesOf(42)[59]);
});
afterEach(() => house.close());

const newest = async (limit = 50) => {
  const { messages } = await house.service.ask(FetchMessagesQuery, { person: alice, channelId: 42, limit });
  return messages.map(({ content }) => content);
};
const contents = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);
/** Whether the store had to be asked for messages. */
const asksStore = async (ask: () => Promise<unknown>) => {
  const messages = vi.spyOn(house.get(MessageStore), 'messages');
  await ask();
  const asked = messages.mock.calls.length > 0;
  messages.mockRestore();
  return asked;
};

it('is filled by the first who reads, and serves the others', async () => {
  expect(await asksStore(newest)).toBe(true);
  expect(await asksStore(newest)).toBe(false);
  expect(await newest()).toEqual(contents(11, 60));
  expect(await newest(3)).toEqual(contents(58, 60));
});

it('takes what is committed, and keeps 50', async () => {
  await newest();
  await house.write(alice, 42, 'm61');
  expect(await asksStore(newest)).toBe(false);
  expect(await newest()).toEqual(contents(12, 61));
  expect(await house.get(KeyValue).listAll(KEY)).toHaveLength(50);
});

it('is not asked for older messages', async () => {
  await newest();
  const older = () => house.service.ask(FetchMessagesQuery, { person: alice, channelId: 42, before: 30 });
  expect(await asksStore(older)).toBe(true);
});

it('is forgotten in time', async () => {
  await newest();
  await house.clock.advance(60_001);
  expect(await asksStore(newest)).toBe(true);
});

it.each([
  ['a hole', (list: string[]) => list.toSpliced(48, 1)],
  ['an end that is missing', (list: string[]) => list.slice(0, -1)],
  ['a message twice', (list: string[]) => [...list, list.at(-1)!]],
  ['another order', (list: string[]) => list.toReversed()],
  ['what is no message', (list: string[]) => list.with(47, '{"messageSequence": 58}')],
  ['what is no JSON', (list: string[]) => list.with(49, '{')],
  ['nothing', () => []],
])('is not believed with %s in it, and mended', async (_what, spoil) => {
  await newest();
  const list = await house.get(KeyValue).listAll(KEY);
  await house.get(KeyValue).listReplace(KEY, spoil(list!), 60_000);
  expect(await newest(5)).toEqual(contents(56, 60));
  expect(await house.get(KeyValue).listAll(KEY)).toEqual(list);
});

it('may fail: the store answers, and messages are written', async () => {
  const keyValue = house.get(KeyValue);
  for (const operation of ['listAll', 'listAppend', 'listReplace'] as const)
    vi.spyOn(keyValue, operation).mockRejectedValue(new Error('the key-value store is gone'));
  expect(await house.write(alice, 42, 'm61')).toMatchObject({ messageSequence: 61 });
  expect(await newest(2)).toEqual(['m60', 'm61']);
});

it('asks the store once for many who come at the same time', async () => {
  const messages = vi.spyOn(house.get(MessageStore), 'messages');
  await Promise.all(Array.from({ length: 20 }, () => newest()));
  expect(messages.mock.calls.length).toBe(1);
});
