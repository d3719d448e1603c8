import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Person } from '@maru/contracts';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

let house: MessageHouse;
beforeEach(async () => {
  house = await MessageHouse.start();
  await house.admit(42, [alice, bob], true);
});
afterEach(() => house.close());

const type = (person: Person, channelId = 42) => house.ask(person, { type: 'Typing', channelId });
const told = () => house.deliveries.filter(({ kind }) => kind === 'channel');

it('is told to those who look at the channel, but not to the typist, and answered in silence', async () => {
  expect(await type(bob)).toBeUndefined();
  const frame = JSON.stringify({ type: 'NOTIFY_TYPING', channelId: { id: 42 }, username: 'bob' });
  expect(told()).toEqual([{ kind: 'channel', channelId: 42, frame, exceptUserIds: [bob.userId], activeOnly: true, ephemeral: true }]);
});

it('is told once in three seconds, and answered always', async () => {
  await type(bob);
  await type(alice);
  await house.clock.advance(2_999);
  expect(await type(bob)).toBeUndefined();
  expect(told()).toHaveLength(2);
  await house.clock.advance(1);
  await house.askAll([bob, bob].map((person) => [person, { type: 'Typing', channelId: 42 }] as const));
  expect(told()).toHaveLength(3);
});

it('is refused to strangers, and where writing is barred', async () => {
  expect(await type(carol)).toBe('NOT_A_MEMBER');
  expect(await type(alice, 999)).toBe('NOT_A_MEMBER');
  await house.bar(42, true, 1);
  expect(await type(carol)).toBe('NOT_A_MEMBER');
  expect(await type(alice)).toBe('NOT_CONNECTED');
});
