import { messageWritten, toUser } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { fromPayload, OutgoingBuffer, toPayload } from './outgoing-buffer.js';

test('nothing told is no row, and what is told is one', () => {
  const buffer = new OutgoingBuffer();
  expect(buffer.rows()).toEqual([]);
  buffer.deliver(toUser(1, '{"text":"안녕 🙂"}'));
  buffer.publish(messageWritten(7, 1));
  const [row, ...more] = buffer.rows();
  expect(more).toEqual([]);
  expect(fromPayload(toPayload(row!))).toEqual(row);
});

test('too much for one row is more of them, records first, in its order', () => {
  const buffer = new OutgoingBuffer();
  for (let n = 1; n <= 10; n++) {
    buffer.publish(messageWritten(7, n));
    buffer.deliver(toUser(n, 'x'.repeat(500)));
  }
  const rows = buffer.rows(1_500);
  expect(rows.length).toBeGreaterThan(3);
  expect(
    rows.flatMap(({ records }) => records.map(({ value }) => (JSON.parse(value) as { messageSequence: number }).messageSequence)),
  ).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
  expect(rows.flatMap(({ deliveries }) => deliveries)).toEqual(
    Array.from({ length: 10 }, (_, index) => toUser(index + 1, 'x'.repeat(500))),
  );
  const firstDelivery = rows.findIndex(({ deliveries }) => deliveries.length > 0);
  expect(rows.slice(firstDelivery + 1).every(({ records }) => records.length === 0)).toBe(true);
});

test('a delivery of another version is left out', () => {
  const payload = JSON.stringify({ records: [], deliveries: [{ kind: 'of tomorrow' }, toUser(1, 'a')] });
  expect(fromPayload(payload).deliveries).toEqual([toUser(1, 'a')]);
});
