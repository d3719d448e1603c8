/** How long things took: microseconds, and how often. Kept to about one part in a hundred. */
export type Took = readonly (readonly [us: number, count: number])[];

export class Histogram {
  private readonly counts = new Map<number, number>();

  add(us: number): void {
    const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, us))) - 2);
    const bucket = Math.ceil(us / step) * step;
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
  }

  get took(): Took {
    return [...this.counts].toSorted(([a], [b]) => a - b);
  }
}

/** In milliseconds; 0 where nothing was measured. `share` 0.99: of a hundred, ninety-nine took no longer. */
export function quantileMs(took: Took, share: number): number {
  const total = took.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [us, count] of took) {
    seen += count;
    if (seen >= total * share) return us / 1_000;
  }
  return 0;
}

export function merged(all: readonly Took[]): Took {
  const counts = new Map<number, number>();
  for (const [us, count] of all.flat()) counts.set(us, (counts.get(us) ?? 0) + count);
  return [...counts].toSorted(([a], [b]) => a - b);
}
