/** Numbers for whoever looks after Maru. Names are `maru_<what>_<unit>`; labels have few values. */
export interface Counter {
  add(amount?: number, labels?: Record<string, string>): void;
}
export interface Gauge {
  set(value: number, labels?: Record<string, string>): void;
}
export interface Histogram {
  observe(value: number, labels?: Record<string, string>): void;
}

export abstract class Metrics {
  abstract counter(name: string, help: string, labels?: readonly string[]): Counter;
  abstract gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  abstract histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
}
