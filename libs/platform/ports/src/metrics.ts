/** Numbers for whoever looks after Maru. Names are `maru_<what>_<unit>`; labels have few values. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(amount?: number, labels?: Labels): void;
  /** The counter of these labels, found once: for what happens often. */
  with(labels: Labels): Counter;
}
export interface Gauge {
  set(value: number, labels?: Labels): void;
}
export interface Histogram {
  observe(value: number, labels?: Labels): void;
  /** As a counter's. */
  with(labels: Labels): Histogram;
}

export interface Sample {
  readonly value: number;
  readonly labels?: Labels;
}

export abstract class Metrics {
  abstract counter(name: string, help: string, labels?: readonly string[]): Counter;
  abstract gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  abstract histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
  /** A gauge that is asked for when somebody reads the numbers. Where it cannot be read in time, it is not told. */
  abstract collect(name: string, help: string, read: () => Promise<number | readonly Sample[]>, labels?: readonly string[]): void;
}

const unheard = { add: () => undefined, set: () => undefined, observe: () => undefined, with: () => unheard };

/** Where nobody reads the numbers. */
export class NoMetrics extends Metrics {
  counter(): Counter {
    return unheard;
  }
  gauge(): Gauge {
    return unheard;
  }
  histogram(): Histogram {
    return unheard;
  }
  collect(): void {}
}
