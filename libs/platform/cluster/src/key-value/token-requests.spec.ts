import type { TokenTaken } from '@maru/ports';
import { expect, it, vi } from 'vitest';
import { TokenRequests } from './token-requests.js';

const BUCKET = { capacity: 100, refillPerMinute: 500 };
const FULL = { allowed: true } as const;

/** Buckets that give so many tokens in all, and what they were asked for. */
function requests(tokens: number) {
  const sent: string[] = [];
  let left = tokens;
  const subject = new TokenRequests(async (key, { capacity }, count) => {
    sent.push(`${key}/${capacity} ${count}`);
    const given = Math.min(left, count);
    left -= given;
    return { given, retryAfterMs: 120 };
  });
  return { sent, take: (key: string, bucket = BUCKET): Promise<TokenTaken> => subject.take(key, bucket) };
}

it('what is asked of one bucket in the same turn is one request, and the first to ask are the first to get', async () => {
  const { sent, take } = requests(3);
  const taken = await Promise.all([take('a'), take('a'), take('a'), take('a'), take('a')]);
  expect(sent).toEqual(['a/100 5']);
  const empty = { allowed: false, retryAfterMs: 120 };
  expect(taken).toEqual([FULL, FULL, FULL, empty, empty]);
});

it('what is asked while an answer is awaited is asked together when it is there', async () => {
  const answers: (() => void)[] = [];
  const sent: number[] = [];
  const subject = new TokenRequests(async (_, __, count) => {
    sent.push(count);
    await new Promise<void>((resolve) => answers.push(resolve));
    return { given: count, retryAfterMs: 0 };
  });
  const first = subject.take('a', BUCKET);
  await vi.waitFor(() => expect(sent).toEqual([1]));
  const later: Promise<TokenTaken>[] = [];
  for (let i = 0; i < 20; i++) {
    later.push(subject.take('a', BUCKET));
    await Promise.resolve();
  }
  expect(sent).toEqual([1]);
  answers[0]?.();
  await first;
  await vi.waitFor(() => expect(sent).toEqual([1, 20]));
  answers[1]?.();
  expect(await Promise.all(later)).toEqual(later.map(() => FULL));
});

it('each bucket is asked for itself, and later turns ask anew', async () => {
  const { sent, take } = requests(10);
  await Promise.all([take('a'), take('b'), take('a'), take('a', { capacity: 7, refillPerMinute: 1 })]);
  await take('a');
  expect(sent.toSorted()).toEqual(['a/100 1', 'a/100 2', 'a/7 1', 'b/100 1']);
});

it('where nobody answers, all are told so', async () => {
  const subject = new TokenRequests(() => Promise.reject(new Error('away')));
  const taken = await Promise.allSettled([subject.take('a', BUCKET), subject.take('a', BUCKET)]);
  expect(taken.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
