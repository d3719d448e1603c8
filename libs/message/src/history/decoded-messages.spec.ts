import type { StoredMessage } from '@maru/ports';
import { expect, it, vi } from 'vitest';
import { DecodedMessages } from './decoded-messages.js';

const message = (messageSequence: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  channelId: 42,
  messageSequence,
  senderId: 1,
  username: 'alice',
  content: 'hello',
  clientMessageId: `c${messageSequence}`,
  chosenByClient: true,
  createdAt: 5,
  ...more,
});
const text = (messageSequence: number, more?: Partial<StoredMessage>) => JSON.stringify(message(messageSequence, more));

it('decodes a text once, however many read it', () => {
  const decoded = new DecodedMessages();
  const first = decoded.decode(text(1));
  expect(first).toEqual(message(1));
  const parse = vi.spyOn(JSON, 'parse');
  expect(decoded.decode(text(1))).toBe(first);
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

it('says of each text what it says now, whatever was said in its place before', () => {
  const decoded = new DecodedMessages();
  decoded.decode(text(1));
  expect(decoded.decode(text(1, { content: 'other words' }))).toEqual(message(1, { content: 'other words' }));
  expect(decoded.decode(text(1, { channelId: 43 }))).toEqual(message(1, { channelId: 43 }));
  expect(decoded.decode(text(1))).toEqual(message(1));
});

it('keeps nothing of what is no message', () => {
  const decoded = new DecodedMessages();
  expect(decoded.decode('{"messageSequence": 1}')).toBeUndefined();
  expect(() => decoded.decode('{')).toThrow('JSON');
  expect(decoded.size).toBe(0);
});

it('is bounded, and forgets first what was looked at longest ago', () => {
  const decoded = new DecodedMessages(3);
  const [one, two] = [1, 2, 3].map((sequence) => decoded.decode(text(sequence)));
  decoded.decode(text(1));
  decoded.decode(text(4));
  expect(decoded.size).toBe(3);
  expect(decoded.decode(text(1))).toBe(one);
  expect(decoded.decode(text(2))).not.toBe(two);
});
