import { FixedClock } from '@maru/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Coalescer } from './coalescer.js';

interface Said {
  readonly at: number;
  readonly value: number;
}
let clock: FixedClock;
let said: Said[];
let coalescer: Coalescer<{ value: number }>;
const say = ({ value }: { value: number }) => void said.push({ at: clock.now(), value });
const offer = (value: number, key = 'key') => {
  if (coalescer.offer(key, { value })) say({ value });
};

beforeEach(() => {
  clock = new FixedClock(0);
  said = [];
  coalescer = new Coalescer(clock, 1_000, 3, say);
});

describe('a coalescer', () => {
  it('says the first at once, and the last of the rest at the end of the window', async () => {
    for (const value of [1, 2, 3]) offer(value);
    await clock.advance(999);
    expect(said).toEqual([{ at: 0, value: 1 }]);
    await clock.advance(1);
    expect(said.slice(1)).toEqual([{ at: 1_000, value: 3 }]);
    offer(4);
    await clock.advance(5_000);
    expect(said.slice(2)).toEqual([{ at: 2_000, value: 4 }]);
  });

  it('forgets a window in which nothing more was offered', async () => {
    offer(1);
    await clock.advance(1_000);
    expect(clock.pending).toBe(0);
    offer(2);
    expect(said.at(-1)).toEqual({ at: 1_000, value: 2 });
  });

  it('keeps keys apart, and no more of them than it may', async () => {
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const)
      offer(value, key); // each says its own
    offer(10, 'a');
    offer(4, 'd');
    expect(said.map(({ value }) => value)).toEqual([1, 2, 3, 10, 4]);
    expect(clock.pending).toBe(3);
  });

  it('opens a window for what was said by other means', async () => {
    coalescer.open('key');
    coalescer.open('key');
    expect([coalescer.isOpen('key'), coalescer.isOpen('other')]).toEqual([true, false]);
    offer(1);
    expect(said).toEqual([]);
    await clock.advance(1_000);
    expect(said).toEqual([{ at: 1_000, value: 1 }]);
    coalescer.flush();
    coalescer.open('key');
    expect([coalescer.isOpen('key'), clock.pending]).toEqual([false, 0]);
  });

  it('hands out what is pending in the end, and waits with nothing from then on', async () => {
    for (const value of [1, 2]) offer(value);
    expect(coalescer.flush()).toEqual([{ value: 2 }]);
    for (const value of [3, 4]) offer(value);
    expect(said.map(({ value }) => value)).toEqual([1, 3, 4]);
    expect(clock.pending).toBe(0);
  });

  it('never says two things within a window, never late, and the last word in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_500), { minLength: 1, maxLength: 30 }), async (pauses) => {
        clock = new FixedClock(0);
        said = [];
        coalescer = new Coalescer(clock, 1_000, 3, say);
        for (const [value, pause] of pauses.entries()) {
          offer(value);
          await clock.advance(pause);
        }
        await clock.advance(1_000);
        const gaps = said.slice(1).map(({ at }, index) => at - said[index]!.at);
        expect(Math.min(...gaps, 1_000)).toBe(1_000);
        expect(said.at(-1)?.value).toBe(pauses.length - 1);
      }),
      { numRuns: 50 },
    );
  });
});
