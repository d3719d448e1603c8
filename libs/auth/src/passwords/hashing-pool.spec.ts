import { HttpError } from '@maru/contracts';
import { NoMetrics } from '@maru/ports';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthEnv } from '../auth.env.js';
import { HashingPool } from './hashing-pool.js';

class Gauges extends NoMetrics {
  readonly values: number[] = [];
  override gauge() {
    return { set: (value: number) => void this.values.push(value) };
  }
}

describe('the hashing pool', () => {
  let metrics: Gauges;
  let pool: HashingPool;
  let begun: string[];

  beforeEach(() => {
    metrics = new Gauges();
    pool = new HashingPool(AuthEnv.parse({ MARU_HASHING_PARALLEL: 2, MARU_HASHING_QUEUE: 2 }), metrics);
    begun = [];
  });

  function hashing(name: string) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const done = pool.run(() => {
      begun.push(name);
      return promise;
    });
    return { done, end: () => resolve(name), fail: () => reject(new Error(name)) };
  }

  const haveBegun = (...names: string[]) => vi.waitFor(() => expect(begun).toEqual(names), 10_000);

  it('runs so many at a time, first come first served', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(hashing);
    await haveBegun('a', 'b');
    b!.end();
    await b!.done;
    await haveBegun('a', 'b', 'c');
    a!.end();
    await a!.done;
    await haveBegun('a', 'b', 'c', 'd');
    c!.end();
    d!.end();
    expect(await Promise.all([c!.done, d!.done])).toEqual(['c', 'd']);
  });

  it('gives the place on where a hashing fails', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map(hashing);
    a!.fail();
    await expect(a!.done).rejects.toThrow('a');
    await haveBegun('a', 'b', 'c');
    for (const other of [b, c]) other!.end();
    await Promise.all([b!.done, c!.done]);
    const later = hashing('later');
    later.end();
    expect(await later.done).toBe('later');
  });

  it('refuses who would wait behind too many, and says when to come again', async () => {
    const there = ['a', 'b', 'c', 'd'].map(hashing);
    const refused = await hashing('e').done.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HttpError);
    expect(refused).toMatchObject({ code: 'BUSY', status: 503, retryAfterMs: 20 });
    for (const one of there) one.end();
    await Promise.all(there.map(({ done }) => done));
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('tells how many wait', async () => {
    const there = ['a', 'b', 'c', 'd'].map(hashing);
    for (const one of there) one.end();
    await Promise.all(there.map(({ done }) => done));
    expect(metrics.values).toEqual([1, 2, 1, 0, 0, 0]);
  });
});
