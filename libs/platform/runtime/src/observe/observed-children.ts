import type { Histogram, Labels } from '@maru/ports';
import type { Histogram as PromHistogram } from 'prom-client';

/** What prom-client keeps of one set of labels: a number for each bucket alone, summed up when it is told. */
interface Kept {
  readonly labels: Labels;
  readonly bucketValues: Record<number, number>;
  sum: number;
  count: number;
}

/** One of a histogram's children: it costs a few additions until somebody reads it, where prom-client looks for it anew at each observation. */
class ObservedApart {
  private readonly counts: number[];
  private count = 0;
  private sum = 0;

  constructor(
    private readonly labels: Labels,
    private readonly bounds: readonly number[],
  ) {
    this.counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be observed`);
    this.count += 1;
    this.sum += value;
    const place = this.bounds.findIndex((bound) => value <= bound);
    if (place >= 0) this.counts[place]! += 1;
  }

  /** All that it has counted so far, in the place of what it handed over before. */
  hand(histogram: PromHistogram): void {
    histogram.zero(this.labels);
    const { hashMap } = histogram as unknown as { readonly hashMap: Readonly<Record<string, Kept>> };
    const kept = Object.values(hashMap).find(({ labels }) => labels === this.labels);
    if (kept === undefined) throw new Error('prom-client keeps its numbers elsewhere');
    kept.count = this.count;
    kept.sum = this.sum;
    for (const [place, bound] of this.bounds.entries()) kept.bucketValues[bound] = this.counts[place] ?? 0;
  }
}

/** The children of one histogram, each found by the values of its labels. */
export class ObservedChildren {
  private readonly children = new Map<string, ObservedApart>();

  constructor(
    private readonly labelNames: readonly string[],
    private readonly bounds: readonly number[],
  ) {}

  /** As seen by one who has said some of the labels. */
  of(own: Labels): Histogram {
    let ofOwn: ObservedApart | undefined;
    return {
      observe: (value, labels) => {
        if (labels === undefined) (ofOwn ??= this.find(own)).observe(value);
        else this.find(labels, own).observe(value);
      },
      with: (labels) => this.of({ ...own, ...labels }),
    };
  }

  hand(histogram: PromHistogram): void {
    for (const child of this.children.values()) child.hand(histogram);
  }

  private find(labels: Labels, own: Labels = labels): ObservedApart {
    let key = '';
    for (const name of this.labelNames) key += `${labels[name] ?? own[name] ?? ''}\u0000`;
    const known = this.children.get(key);
    if (known !== undefined) return known;
    const all = { ...own, ...labels };
    const strange = Object.keys(all).find((name) => !this.labelNames.includes(name));
    if (strange !== undefined) throw new Error(`there is no label ${strange}`);
    const made = new ObservedApart(all, this.bounds);
    this.children.set(key, made);
    return made;
  }
}
