import { messageEvents } from '@maru/contracts';
import { messageWritten, positionOf } from '@maru/ports/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import { decode, encode } from './wire-record.js';

afterEach(() => vi.restoreAllMocks());

test('a record that stays in its process is checked once, and arrives as a copy', () => {
  const sent = messageWritten(1, 2);
  const check = vi.spyOn(messageEvents.schema, 'safeParse');
  const record = encode(sent);
  const [one, other] = [decode(messageEvents, record, 7), decode(messageEvents, record, 7)];
  expect(check).toHaveBeenCalledTimes(1);
  expect(one).toMatchObject({ topic: messageEvents.name, offset: 7, value: sent.value });
  expect('value' in one && 'value' in other && one.value !== other.value && one.value !== sent.value).toBe(true);
});

test('what its schema does not know does not arrive', () => {
  const { topic, value } = messageWritten(1, 2);
  const arrived = decode(messageEvents, encode({ topic, value: Object.assign({ secret: 'x' }, value) }), 0);
  expect('value' in arrived && positionOf(arrived.value)).toBe('1/2');
  expect(arrived).not.toHaveProperty('value.secret');
});

test('one that was somewhere else meanwhile is checked again', () => {
  const record = encode(messageWritten(1, 2));
  const check = vi.spyOn(messageEvents.schema, 'safeParse');
  expect(decode(messageEvents, { ...record }, 0)).toHaveProperty('value');
  expect(check).toHaveBeenCalledTimes(1);
  expect(decode(messageEvents, { ...record, value: '{"type":"Nobody","v":1}' }, 0)).toHaveProperty('unfit');
});
