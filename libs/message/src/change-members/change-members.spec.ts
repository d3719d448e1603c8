import { afterEach, beforeEach, expect, it } from 'vitest';
import { MessageStore, recordOf } from '@maru/ports';
import { messageCommands, type Person } from '@maru/contracts';
import { anAsker } from '@maru/testing';
import { alice, bob, carol, MessageHouse } from '../message.fixture.js';

let house: MessageHouse;
beforeEach(async () => {
  house = await MessageHouse.start();
  await house.admit(42, [alice]);
  await house.write(alice, 42, 'first');
});
afterEach(() => house.close());

const readerOf = async ({ userId }: Person) => (await house.get(MessageStore).readersOf(42, [userId]))[0];
/** What is published behind a change is judged by it, so an answer says that the change is there. */
const settled = () => house.read(alice, 42, 1);

it('lets write who was let in, from that very place on', async () => {
  const [before, after] = [anAsker(bob), anAsker(bob)];
  const wish = { type: 'WriteMessage', channelId: 42, content: 'hi', chosenByClient: true } as const;
  await house.publish(
    house.commandOf(before, { ...wish, clientMessageId: '1' }),
    recordOf(messageCommands, { ...house.membership('AdmitMembers', 42), members: [bob], direct: false, resumed: false }),
    house.commandOf(after, { ...wish, clientMessageId: '2' }),
  );
  await house.until(() => house.answersTo(after.reference)[0]);
  expect(house.answersTo(before.reference)).toEqual([{ answer: 'NOT_A_MEMBER' }]);
  expect(house.answersTo(after.reference)).toMatchObject([{ answer: { messageSequence: 2 } }]);
});

it('starts a pointer at the last message, once', async () => {
  await house.admit(42, [bob]);
  await settled();
  expect(await readerOf(bob)).toMatchObject({ lastReadMessageSequence: 1, member: true, username: 'bob' });
  await house.write(alice, 42, 'second');
  await house.admit(42, [bob, carol]);
  await settled();
  expect(await readerOf(bob)).toMatchObject({ lastReadMessageSequence: 1 });
  expect(await readerOf(carol)).toMatchObject({ lastReadMessageSequence: 2 });
});

it('forgets who has quit, and starts anew with who comes back', async () => {
  await house.admit(42, [bob]);
  await house.dismiss(42, bob);
  expect(await house.write(bob, 42, 'hello?')).toBe('NOT_A_MEMBER');
  expect(await readerOf(bob)).toBeUndefined();
  await house.write(alice, 42, 'second');
  await house.admit(42, [bob]);
  await settled();
  expect(await readerOf(bob)).toMatchObject({ lastReadMessageSequence: 2 });
});

it('keeps the pointer of a view that is brought back', async () => {
  await house.admit(42, [bob]);
  await house.dismiss(42, bob, true);
  await house.write(alice, 42, 'meanwhile');
  expect(await readerOf(bob)).toMatchObject({ lastReadMessageSequence: 1, member: false });
  await house.admit(42, [bob]);
  await settled();
  expect(await readerOf(bob)).toMatchObject({ lastReadMessageSequence: 1, member: true });
});

it('bars a channel before its members are there', async () => {
  await house.bar(43, true, 3);
  await house.admit(43, [alice, bob], true);
  expect(await house.write(alice, 43, 'hello')).toBe('NOT_CONNECTED');
  await house.bar(43, false, 4);
  expect(await house.write(alice, 43, 'hello')).toMatchObject({ messageSequence: 1 });
});
