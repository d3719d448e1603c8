import { HISTORY_BYTES, type MessageView } from '@maru/contracts';
import { describe, expect, it } from 'vitest';
import { cutPage } from './cut-page.js';

const messages = (count: number, content: string): MessageView[] =>
  Array.from({ length: count }, (_, index) => ({ messageSequence: index + 1, username: 'alice', content, createdAt: 1795219200000 }));
const sequences = (views: readonly MessageView[]) => views.map((view) => view.messageSequence);
const frameBytes = (views: readonly MessageView[]) =>
  Buffer.byteLength(
    JSON.stringify({ type: 'FETCH_MESSAGES_RESPONSE', requestId: '\u{1}'.repeat(64), channelId: { id: 2 ** 53 - 1 }, messages: views }),
  );

describe('a page over 1 MiB', () => {
  const page = messages(100, '😀'.repeat(4_000));

  it('loses its newest where it was asked from the oldest on', () => {
    const cut = cutPage(page, 'oldest');
    expect(sequences(cut)).toEqual(sequences(page.slice(0, cut.length)));
    expect(frameBytes(cut)).toBeLessThanOrEqual(HISTORY_BYTES);
    expect(frameBytes(page.slice(0, cut.length + 1))).toBeGreaterThan(HISTORY_BYTES);
  });

  it('loses its oldest else, and stays in ascending order', () => {
    const cut = cutPage(page, 'newest');
    expect(sequences(cut)).toEqual(sequences(page.slice(-cut.length)));
    expect(frameBytes(cut)).toBeLessThanOrEqual(HISTORY_BYTES);
  });

  it('is measured in encoded bytes', () => {
    expect(cutPage(messages(100, '\u{1}'.repeat(4_000)), 'newest').length).toBe(43);
  });
});

it('leaves a smaller page whole', () => {
  expect(cutPage(messages(100, '안녕'), 'newest')).toHaveLength(100);
  expect(cutPage([], 'oldest')).toEqual([]);
});

it('keeps one message, however large', () => {
  const huge = messages(3, 'x'.repeat(HISTORY_BYTES));
  expect(sequences(cutPage(huge, 'newest'))).toEqual([3]);
  expect(sequences(cutPage(huge, 'oldest'))).toEqual([1]);
});
