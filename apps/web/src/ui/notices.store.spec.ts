import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watch } from 'vue';
import { useNotices } from './notices.store.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  setActivePinia(createPinia());
});
afterEach(() => void vi.useRealTimers());

test('the announcer speaks at most once a second, and its last word is the last', () => {
  const notices = useNotices();
  const spoken: [number, string][] = [];
  watch(
    () => notices.spoken,
    (text) => spoken.push([performance.now(), text]),
    { flush: 'sync' },
  );
  const start = performance.now();
  for (const text of ['하나', '둘', '셋']) notices.announce(text);
  vi.advanceTimersByTime(999);
  notices.announce('넷');
  expect(spoken).toEqual([[start, '하나']]);
  vi.advanceTimersByTime(1);
  notices.announce('다섯');
  vi.advanceTimersByTime(5_000);
  expect(spoken.map(([, text]) => text)).toEqual(['하나', '넷', '다섯']);
  expect(spoken.map(([at]) => at - start)).toEqual([0, 1_000, 2_000]);
});

test('one toast at a time, which goes by itself', () => {
  const notices = useNotices();
  notices.show('복사했어요');
  vi.advanceTimersByTime(3_000);
  notices.show('링크를 복사했어요');
  vi.advanceTimersByTime(3_000);
  expect(notices.toast).toBe('링크를 복사했어요');
  vi.advanceTimersByTime(1_000);
  expect(notices.toast).toBe('');
});
