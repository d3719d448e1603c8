import { messageWritten, toUser } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { fromPayload, OutgoingBuffer } from './outgoing-buffer.js';

function told() {
  const buffer = new OutgoingBuffer();
  buffer.publish({ ...messageWritten(1, 2), headers: { 'correlation-id': 'a "quoted" one' } }, messageWritten(3, 4));
  buffer.deliver(toUser(1, '{"text":"안녕\\n🙂"}'));
  return buffer;
}

test('what is read from a row is what was written', () => {
  const buffer = told();
  const { records, deliveries } = fromPayload(buffer.toPayload());
  expect(records).toEqual(buffer.records.map((record) => ({ ...record })));
  expect(deliveries).toEqual(buffer.deliveries);
  expect(fromPayload(new OutgoingBuffer().toPayload())).toEqual({ records: [], deliveries: [], traceparent: undefined });
});

test('the rows of an earlier version, whose values are texts, can be read', () => {
  const { records, deliveries } = told();
  expect(fromPayload(JSON.stringify({ records, deliveries })).records).toEqual(records.map((record) => ({ ...record })));
});
